/**
 * Tickets as people type and paste them: one a line, the id first, then perhaps a title. Lists from
 * trackers, spreadsheets (tabs, CSV) and notes (bullets, numbers) will do. Pure.
 */
import type { Ticket } from "../client/mod.ts";
import { checkTicketId, sanitize } from "../protocol/text.ts";

/** In characters, as the server keeps it [W5]. */
const TITLE_LENGTH_MAX = 200;

export interface ReadTickets {
  readonly tickets: readonly Ticket[];
  /** Lines that name no ticket. */
  readonly left_out: number;
}

/** `- `, `* `, `1. `, `2) `, `[ ] ` before an item of a list. */
const BULLET = /^(?:[-*•]\s+|\d+[.)]\s+)?(?:\[[ xX]?\]\s+)?/;

/** Every ticket of a text, the same id once. */
export function readTickets(text: string): ReadTickets {
  const tickets = new Map<string, Ticket>();
  let left_out = 0;
  for (const line of text.split(/\r\n|[\r\n\u2028\u2029]/)) {
    if (sanitize(line) === "") continue;
    const ticket = readTicket(line);
    if (ticket === null) left_out++;
    else if (!tickets.has(ticket.ticket_id)) tickets.set(ticket.ticket_id, ticket);
  }
  return { tickets: [...tickets.values()], left_out };
}

/** A ticket from one line; null where it has no id. */
export function readTicket(text: string): Ticket | null {
  const item = text.trim().replace(BULLET, "");
  const parts = fields(item);
  const checked = checkTicketId(parts.id);
  if (!checked.ok) return null;
  const title = [...sanitize(parts.title)].slice(0, TITLE_LENGTH_MAX).join("").trim();
  return { ticket_id: checked.value, ...title !== "" && { title } };
}

function fields(item: string): { readonly id: string; readonly title: string } {
  const separator = item.includes("\t") ? "\t" : /^[^\s]+;/.test(item) ? ";" : ",";
  const cells = /^[^\s,;]*[\t,;]|^"/.test(item) || item.includes("\t")
    ? item.split(separator)
    : null;
  if (cells !== null) {
    const [id = "", ...rest] = cells;
    return { id: unquoted(id), title: unquoted(rest.join(separator)) };
  }
  const [, id = "", title = ""] = /^(\S+?):?(?:\s+(.*))?$/s.exec(item) ?? [];
  return { id, title: title.replace(/^[-–—:]\s+/, "") };
}

/** A cell of CSV without its quotes. */
function unquoted(cell: string): string {
  const inner = /^\s*"(.*)"\s*$/s.exec(cell)?.[1];
  return inner === undefined ? cell : inner.replaceAll('""', '"');
}
