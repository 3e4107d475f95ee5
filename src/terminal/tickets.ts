/**
 * Tickets as people type and paste them: one a line, an id such as trackers make them, then perhaps a title.
 * Lists from trackers, spreadsheets (tabs, CSV) and notes (bullets, numbers) will do. Pure; the server has
 * the last word about each ticket.
 */
import type { Ticket } from "../client/mod.ts";
import { sanitize } from "../protocol/text.ts";
import { TICKET_ID_LENGTH_MAX, TITLE_LENGTH_MAX } from "../room/limits.ts";

/** `- `, `* `, `1. `, `2) `, `[ ] ` before an item of a list. */
const BULLET = /^\s*(?:[-*•]\s+|\d+[.)]\s+)?(?:\[[ xX]?\]\s+)?/;

/** WEB-12, #12, 12. */
const ID = /^(?:\p{L}[\p{L}\p{N}_]*-\d+|#\d+|\p{L}+#\d+|\d+)$/u;

/** What the first cell of a table's head says, as trackers call it. */
const HEAD = /^(?:id|key|issue key|ticket|ticket[ _]id|issue)$/i;

/** Every ticket of a text, the same id once. */
export function readTickets(text: string): readonly Ticket[] {
  const tickets = new Map<string, Ticket>();
  for (const [at, line] of text.split(/\r\n|[\r\n\u2028\u2029]/).entries()) {
    const [first = "", ...others] = cells(line);
    if (at === 0 && others.length > 0 && HEAD.test(first)) continue;
    const ticket = readTicket(line);
    if (ticket !== null && !tickets.has(ticket.ticket_id)) tickets.set(ticket.ticket_id, ticket);
  }
  return [...tickets.values()];
}

/** A ticket from one line; null where nothing is on it. Without an id the whole text is one. */
export function readTicket(line: string): Ticket | null {
  const item = line.replace(BULLET, "").trim();
  const [first = "", ...others] = cells(item);
  if (others.length > 0 && ID.test(first)) return made(first, others.join(", "));
  const [, word = "", rest = ""] = /^(\S+?):?(?:\s+[-–—:|]\s+|\s+)(.*)$/su.exec(item) ?? [];
  return ID.test(word) ? made(word, rest) : made(item.replace(/:$/, ""), "");
}

/** The cells of a line of a table: tabs, else semicolons or commas behind the first. */
function cells(line: string): readonly string[] {
  const separator = ["\t", ";", ","].find((one) => line.includes(one));
  if (separator === undefined) return [line];
  const cell = new RegExp(`"(?:[^"]|"")*"|[^"${separator}][^${separator}]*`, "g");
  return line.match(cell)?.map(unquoted) ?? [];
}

/** A cell of CSV without its quotes. */
function unquoted(cell: string): string {
  const text = cell.trim();
  return /^".*"$/s.test(text) ? text.slice(1, -1).replaceAll('""', '"') : text;
}

/** A ticket that the server takes; a text too long for an id stands whole in the title. */
function made(typed_id: string, typed_title: string): Ticket | null {
  const id = sanitize(typed_id);
  if (id === "") return null;
  const is_long = [...id].length > TICKET_ID_LENGTH_MAX;
  const ticket_id = start(id, TICKET_ID_LENGTH_MAX);
  const title = start(is_long ? id : sanitize(typed_title), TITLE_LENGTH_MAX);
  return title === "" ? { ticket_id } : { ticket_id, title };
}

function start(text: string, length: number): string {
  return [...text].slice(0, length).join("").trimEnd();
}
