/**
 * From what a person typed to what the room is asked for, the same for a question of the live view and a word of line
 * mode. What is wrong is a clause. Pure.
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

/** Another name for whoever typed it. */
export function asRename(text: string): ReadAction {
  return made("the name", checkName(text), (name) => ({ do: "rename", name }));
}

/** A ticket to vote on: its id, and a title behind it; nothing is a vote without a ticket. */
export function asBegin(text: string): ReadAction {
  const ticket = text.trim() === "" ? {} : readTicket(text);
  return ticket === null ? NO_TICKET : { ok: true, value: { do: "begin", ticket } };
}

/** A ticket for those that wait. */
export function asQueue(text: string): ReadAction {
  const ticket = readTicket(text);
  if (ticket === null) return NO_TICKET;
  return { ok: true, value: { do: "queue", tickets: [ticket], replace: false } };
}

/** What the team settled on. */
export function asEstimate(ticketId: string, text: string): ReadAction {
  return made("the estimate", checkEstimate(text), (estimate) => ({
    do: "estimate",
    ticket_id: ticketId,
    estimate,
  }));
}

/** A note on a ticket that was revealed; nothing takes it away. */
export function asNote(ticketId: string, text: string): ReadAction {
  return made("the note", checkNote(text), (note) => ({ do: "note", ticket_id: ticketId, note }));
}

/** Another title, link or description; nothing takes it away. */
export function asEdit(ticketId: string, field: TicketField, text: string): ReadAction {
  return made(`the ${field === "url" ? "link" : field}`, TICKET_FIELDS[field](text), (value) => ({
    do: "edit",
    ticket_id: ticketId,
    changes: { [field]: value },
  }));
}

/** A time for the timer. */
export function asTimer(text: string): ReadAction {
  const timer = readTimer(text);
  if (timer === null) return { ok: false, error: `the timer must be ${TIMER_FORM}` };
  return { ok: true, value: { do: "timer", ...timer } };
}

/** The room's name; nothing takes it away. */
export function asRoomName(text: string): ReadAction {
  return made("the room's name", checkLength(text, ROOM_NAME_LENGTH_MAX, 0), (name) => ({
    do: "room",
    changes: { name },
  }));
}

/** Seats for voters. */
export function asCapacity(text: string): ReadAction {
  return made("the number of seats", readCapacity(text), (capacity) => ({
    do: "room",
    changes: { capacity },
  }));
}

/** Other cards. The server is sent what was typed. */
export function asDeck(text: string): ReadAction {
  return made("the deck", parseDeck(text), () => ({ do: "room", changes: { deck: text.trim() } }));
}

/** What newcomers have to know. */
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
