/**
 * Tickets as people paste them: one a line, an export from a tracker as CSV or with tabs, a list with
 * bullets. For the page and the terminal client. Pure; the server has the last word about each ticket.
 */
import type { Ticket } from "../client/types.ts";
import { sanitize } from "../protocol/text.ts";
import { TICKET_ID_LENGTH_MAX, TITLE_LENGTH_MAX } from "../room/limits.ts";
import { readDelimited } from "./delimited.ts";

export interface PastedTickets {
  readonly tickets: readonly Ticket[];
  /** Lines whose ticket stands further up already. */
  readonly repeated: number;
}

/** Columns by their heads, as trackers call them. */
const ID_HEADS: ReadonlySet<string> = new Set([
  "id",
  "key",
  "issue key",
  "ticket",
  "ticket id",
  "ticket_id",
  "issue",
  "number",
  "#",
]);
const TITLE_HEADS: ReadonlySet<string> = new Set([
  "title",
  "summary",
  "name",
  "subject",
  "description",
]);

/** What stands before the ticket in a list: bullets, numbers, check boxes. */
const BULLET = /^\s*(?:[-*•]|\d+[.)])\s+(?:\[[ xX]?\]\s*)?/;

/** A ticket's id as trackers make them: ABC-12, #12, 12, or a link to it. */
const ID = /^(?:[\p{L}][\p{L}\p{N}_]*-\d+|#\d+|[\p{L}]+#\d+|\d+)$/u;

/** Reads what was pasted. Lines without anything in them are no tickets. */
export function readTickets(text: string): PastedTickets {
  return onceEach(readTable(text) ?? text.split(/\r\n|[\r\n]/).map(readTicket));
}

/** Two lists as one, in this order. */
export function together(first: PastedTickets, second: PastedTickets): PastedTickets {
  const { tickets, repeated } = onceEach([...first.tickets, ...second.tickets]);
  return { tickets, repeated: repeated + first.repeated + second.repeated };
}

function onceEach(found: readonly (Ticket | null)[]): PastedTickets {
  const tickets = new Map<string, Ticket>();
  let repeated = 0;
  for (const one of found) {
    if (one === null) continue;
    if (tickets.has(one.ticket_id)) repeated++;
    else tickets.set(one.ticket_id, one);
  }
  return { tickets: [...tickets.values()], repeated };
}

/** A table with heads that we know; null where it is none. */
function readTable(text: string): readonly (Ticket | null)[] | null {
  const rows = readDelimited(text);
  const heads = rows[0]?.map((cell) => cell.trim().toLowerCase()) ?? [];
  const id = heads.findIndex((head) => ID_HEADS.has(head));
  const title = heads.findIndex((head) => TITLE_HEADS.has(head));
  if (id < 0 && title < 0) return null;
  if (heads.length === 1 && rows.length === 1) return null; // one line that says "Name"
  return rows.slice(1).map((row) => ticket(row[id] ?? "", row[title] ?? ""));
}

/** A ticket from one line; null where nothing is on it. Without an id in front the whole line is one. */
export function readTicket(line: string): Ticket | null {
  const text = line.replace(BULLET, "").trim();
  const cells = readDelimited(text)[0] ?? [];
  const [first = "", ...others] = cells;
  if (others.length > 0 && isId(first)) return ticket(first, others.join(", "));
  const [, word = "", rest = ""] = /^(\S+?):?(?:\s+[-–—:|]\s*|\s+)(.*)$/u.exec(text) ?? [];
  return isId(word) ? ticket(word, rest) : ticket(text, "");
}

function isId(text: string): boolean {
  return ID.test(text.trim());
}

/** A ticket that the server takes; a text too long for an id is shortened, and stands whole in the title. */
function ticket(typed_id: string, typed_title: string): Ticket | null {
  const id = sanitize(typed_id) || sanitize(typed_title);
  if (id === "") return null;
  const is_long = [...id].length > TICKET_ID_LENGTH_MAX;
  const ticket_id = is_long ? cut(id, TICKET_ID_LENGTH_MAX) : id;
  const title = cut(is_long ? id : sanitize(typed_title), TITLE_LENGTH_MAX);
  return title === "" || title === ticket_id ? { ticket_id } : { ticket_id, title };
}

function cut(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length
    ? text
    : `${characters.slice(0, length - 1).join("").trimEnd()}…`;
}
