/** What a word of line mode is, and how what stands behind it is looked up in the room. Pure. */
import type { Result } from "../base/result.ts";
import type { Member, RoomState, Ticket } from "../client/mod.ts";
import { quote } from "../protocol/text.ts";
import type { RoomAction } from "./action.ts";
import { openTickets } from "./open_tickets.ts";

/** What is known where a command is given. */
export interface Place {
  readonly room: RoomState;
  /** Tickets that were revealed, as far as is known. */
  readonly seen: readonly Ticket[];
}

type LineCommand =
  | RoomAction
  | { readonly do: "leave" }
  | { readonly do: "hang_up" }
  | { readonly do: "help" }
  | { readonly do: "state" };

export interface Word {
  readonly usage: string;
  readonly about: string;
  /** What stands behind the word may have several lines, as JSON has them; otherwise they are one. */
  readonly lines?: true;
  readonly read: (rest: string, place: Place) => ReadCommand;
}

/** A command, or why it can't be one, in a clause. */
export type ReadCommand = Result<LineCommand, string>;

export type Words = Readonly<Record<string, Word>>;

/** What the word asks for. */
export function command(value: LineCommand): ReadCommand {
  return { ok: true, value };
}

/** Why it can ask for nothing, in a clause. */
export function refusal(error: string): { readonly ok: false; readonly error: string } {
  return { ok: false, error };
}

/** The member of this name or id, in any case, or a clause. */
export function memberNamed(text: string, { room: { members } }: Place): Result<Member, string> {
  const wanted = text.toLowerCase();
  const value = members.find(({ member_id, name }) =>
    name.toLowerCase() === wanted || member_id.toLowerCase() === wanted
  );
  return value === undefined
    ? refusal(`nobody here is called ${quote(text)}`)
    : { ok: true, value };
}

/** A ticket's id, and the rest of the line behind it. */
interface NamedTicket {
  readonly ticket_id: string;
  readonly rest: string;
}

/** The ticket of the queue or the open ballot whose id a text begins with, and the rest of it, or a clause. */
export function ticketNamed(text: string, { room }: Place): Result<NamedTicket, string> {
  if (text === "") return refusal(NO_ID);
  const ticket = ticketIn(text, openTickets(room));
  return ticket === undefined
    ? refusal(`no ticket waits by the id ${quote(text)}`)
    : { ok: true, value: behind(ticket.ticket_id, text) };
}

/** The id of a revealed ticket that a text begins with, and the rest of it; one that nobody knows here is a word. */
export function revealedNamed(text: string, { seen }: Place): Result<NamedTicket, string> {
  if (text === "") return refusal(NO_ID);
  const [word = ""] = text.split(/\s/, 1);
  return { ok: true, value: behind(ticketIn(text, seen)?.ticket_id ?? word, text) };
}

const NO_ID = "say which ticket, by its id";

function behind(ticketId: string, text: string): NamedTicket {
  return { ticket_id: ticketId, rest: text.slice(ticketId.length).trim() };
}

/** The ticket whose id a text begins with, in any case. */
function ticketIn(text: string, tickets: readonly Ticket[]): Ticket | undefined {
  const wanted = text.toLowerCase();
  const [ticket] = tickets
    .filter(({ ticket_id }) => {
      const id = ticket_id.toLowerCase();
      return wanted === id || wanted.startsWith(id) && /^\s/.test(wanted.slice(id.length));
    })
    // an id may begin as another one does, and have blanks in it
    .sort((one, other) => other.ticket_id.length - one.ticket_id.length);
  return ticket;
}

/** One of these words in any case; null: it is none of them. */
export function oneOf<T extends string>(text: string, words: readonly T[]): T | null {
  return words.find((word) => word === text.toLowerCase()) ?? null;
}
