/** What a word of line mode is, and how what stands behind it is looked up in the room. Pure. */
import type { Member, OwnVote, RoomState, Ticket } from "../client/mod.ts";
import { quote } from "../protocol/text.ts";
import type { RoomAction } from "./action.ts";
import { openTickets } from "./open_ballot.ts";

/** What is known where a command is given. */
export interface Place {
  readonly room: RoomState;
  readonly vote: OwnVote | null;
  /** Tickets that were revealed, as far as is known. */
  readonly seen: readonly Ticket[];
}

export type LineCommand =
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
  /** A command, or why it can't be one, in a clause. */
  readonly read: (rest: string, place: Place) => LineCommand | string;
}

export type Words = Readonly<Record<string, Word>>;

/** The member of this name or id, in any case, or a clause. */
export function memberNamed(text: string, { room: { members } }: Place): Member | string {
  const wanted = text.toLowerCase();
  return members.find(({ member_id, name }) =>
    name.toLowerCase() === wanted || member_id.toLowerCase() === wanted
  ) ?? `nobody here is called ${quote(text)}`;
}

/** The ticket of the queue or the open ballot whose id a text begins with, and the rest of it, or a clause. */
export function ticketNamed(
  text: string,
  { room }: Place,
): { readonly ticket: Ticket; readonly rest: string } | string {
  const ticket = ticketIn(text, openTickets(room));
  if (ticket === undefined) {
    return text === "" ? "say which ticket, by its id" : `no ticket waits by the id ${quote(text)}`;
  }
  return { ticket, rest: text.slice(ticket.ticket_id.length).trim() };
}

/** The id of a revealed ticket that a text begins with, and the rest of it; one that nobody knows here is a word. */
export function revealedNamed(
  text: string,
  { seen }: Place,
): { readonly ticket_id: string; readonly rest: string } | string {
  if (text === "") return "say which ticket, by its id";
  const id = ticketIn(text, seen)?.ticket_id ?? "";
  const [word = ""] = text.split(/\s/, 1);
  return { ticket_id: id || word, rest: text.slice((id || word).length).trim() };
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
