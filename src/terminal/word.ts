/** The type of a word of line mode, and how its argument is looked up in the room. Pure. */
import type { Result } from "../base/result.ts";
import type { Member, RoomState, Ticket } from "../client/mod.ts";
import { quote } from "../protocol/text.ts";
import type { RoomAction } from "./action.ts";
import { openTickets } from "./open_tickets.ts";

/** The context in which a command is read. */
export interface Place {
  readonly room: RoomState;
  /** The revealed tickets that are known. */
  readonly seen: readonly Ticket[];
}

/** What a line asks for. */
export type LineCommand =
  | RoomAction
  | { readonly do: "leave" }
  | { readonly do: "hang_up" }
  | { readonly do: "help" }
  | { readonly do: "state" };

export interface Word {
  readonly usage: string;
  readonly about: string;
  /** Whether its argument may have several lines, as a string of JSON can; otherwise they are joined. */
  readonly lines?: true;
  readonly read: (rest: string, place: Place) => ReadCommand;
}

/** A command, or a clause that says why it is invalid. */
export type ReadCommand = Result<LineCommand, string>;

export type Words = Readonly<Record<string, Word>>;

/** A valid command. */
export function command(value: LineCommand): ReadCommand {
  return { ok: true, value };
}

/** An invalid command. `error`: a clause. */
export function refusal(error: string): { readonly ok: false; readonly error: string } {
  return { ok: false, error };
}

/** Finds the member with this name or id, in any case; the error is a clause. */
export function memberNamed(text: string, { room: { members } }: Place): Result<Member, string> {
  if (text === "") return refusal("say who, by name");
  const wanted = text.toLowerCase();
  const value = members.find(({ member_id, name }) =>
    name.toLowerCase() === wanted || member_id.toLowerCase() === wanted
  );
  return value === undefined
    ? refusal(`nobody here is called ${quote(text)}`)
    : { ok: true, value };
}

/** A ticket's id, and the rest of the line after it. */
interface NamedTicket {
  readonly ticket_id: string;
  readonly rest: string;
}

/** Finds the ticket of the queue or the open ballot with whose id a text begins; the error is a clause. */
export function ticketNamed(text: string, { room }: Place): Result<NamedTicket, string> {
  if (text === "") return refusal(NO_ID);
  const ticket = ticketIn(text, openTickets(room));
  return ticket === undefined
    ? refusal(`no open ticket has the id ${quote(text)}`)
    : { ok: true, value: behind(ticket.ticket_id, text) };
}

/** Finds the revealed ticket with whose id a text begins; if none is known, the first word is taken for the id. */
export function revealedNamed(text: string, { seen }: Place): Result<NamedTicket, string> {
  if (text === "") return refusal(NO_ID);
  const [word = ""] = text.split(/\s/, 1);
  return { ok: true, value: behind(ticketIn(text, seen)?.ticket_id ?? word, text) };
}

const NO_ID = "say which ticket, by its id";

function behind(ticketId: string, text: string): NamedTicket {
  return { ticket_id: ticketId, rest: text.slice(ticketId.length).trim() };
}

/** The ticket with whose id a text begins, in any case. */
function ticketIn(text: string, tickets: readonly Ticket[]): Ticket | undefined {
  const wanted = text.toLowerCase();
  const [ticket] = tickets
    .filter(({ ticket_id }) => {
      const id = ticket_id.toLowerCase();
      return wanted === id || wanted.startsWith(id) && /^\s/.test(wanted.slice(id.length));
    })
    // an id may have blanks, and may be the beginning of another one
    .sort((one, other) => other.ticket_id.length - one.ticket_id.length);
  return ticket;
}

/** Finds a text among these words, in any case; null: it is none of them. */
export function oneOf<T extends string>(text: string, words: readonly T[]): T | null {
  return words.find((word) => word === text.toLowerCase()) ?? null;
}
