/**
 * Converts typed text to actions, in the same way for questions of the live view and for words of line mode. Errors are
 * clauses. Pure.
 */
import type { Result } from "../base/result.ts";
import { parseDeck } from "../protocol/deck_text.ts";
import {
  checkEstimate,
  checkLength,
  checkName,
  checkNote,
  checkPasscode,
} from "../protocol/text.ts";
import { ROOM_NAME_LENGTH_MAX } from "../room/limits.ts";
import { readTicket } from "../tickets/tickets.ts";
import type { RoomAction } from "./action.ts";
import { readCapacity } from "./options.ts";
import { readTimer, TIMER_FORM } from "./seconds.ts";
import { TICKET_FIELDS, type TicketField } from "./ticket_fields.ts";

type ReadAction = Result<RoomAction, string>;

/** Renames this person. */
export function asRename(text: string): ReadAction {
  return made("the name", checkName(text), (name) => ({ do: "rename", name }));
}

/** Begins a ballot on a ticket, given as its id and perhaps a title; an empty text begins one without a ticket. */
export function asBegin(text: string): ReadAction {
  const ticket = text.trim() === "" ? {} : readTicket(text);
  return ticket === null ? NO_TICKET : { ok: true, value: { do: "begin", ticket } };
}

/** Adds a ticket to the queue. */
export function asQueue(text: string): ReadAction {
  const ticket = readTicket(text);
  if (ticket === null) return NO_TICKET;
  return { ok: true, value: { do: "queue", tickets: [ticket], replace: false } };
}

/** Sets the estimate of a ticket. */
export function asEstimate(ticketId: string, text: string): ReadAction {
  return made("the estimate", checkEstimate(text), (estimate) => ({
    do: "estimate",
    ticket_id: ticketId,
    estimate,
  }));
}

/** Sets the note on a revealed ticket; an empty text removes it. */
export function asNote(ticketId: string, text: string): ReadAction {
  return made("the note", checkNote(text), (note) => ({ do: "note", ticket_id: ticketId, note }));
}

/** Changes the title, link or description of a ticket; an empty text removes it. */
export function asEdit(ticketId: string, field: TicketField, text: string): ReadAction {
  return made(`the ${field === "url" ? "link" : field}`, TICKET_FIELDS[field](text), (value) => ({
    do: "edit",
    ticket_id: ticketId,
    changes: { [field]: value },
  }));
}

/** Starts or stops the timer. */
export function asTimer(text: string): ReadAction {
  const timer = readTimer(text);
  if (timer === null) return { ok: false, error: `the timer must be ${TIMER_FORM}` };
  return { ok: true, value: { do: "timer", ...timer } };
}

/** Sets the room's name; an empty text removes it. */
export function asRoomName(text: string): ReadAction {
  return made("the room's name", checkLength(text, ROOM_NAME_LENGTH_MAX, 0), (name) => ({
    do: "room",
    changes: { name },
  }));
}

/** Sets the number of seats for voters. */
export function asCapacity(text: string): ReadAction {
  return made("the number of seats", readCapacity(text), (capacity) => ({
    do: "room",
    changes: { capacity },
  }));
}

/** Changes the deck. The typed text is sent to the server. */
export function asDeck(text: string): ReadAction {
  return made("the deck", parseDeck(text), () => ({ do: "room", changes: { deck: text.trim() } }));
}

/** Sets the passcode. */
export function asPasscode(text: string): ReadAction {
  return made("the passcode", checkPasscode(text), (passcode) => ({
    do: "room",
    changes: { passcode },
  }));
}

const NO_TICKET = { ok: false, error: "there is no ticket in that" } as const;

function made<T>(
  what: string,
  checked: Result<T, string>,
  make: (value: T) => RoomAction,
): ReadAction {
  return checked.ok
    ? { ok: true, value: make(checked.value) }
    : { ok: false, error: `${what} ${checked.error}` };
}
