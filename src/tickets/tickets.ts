/**
 * Tickets out of what people have: a list that they paste, a table, a file that a tracker exports. The page, the
 * terminal client and the command line read by this alone. Pure: it opens no file and changes no room; the server
 * has the last word about each ticket.
 */
import type { Ticket } from "../client/types.ts";
import { withLineFeeds } from "./delimited.ts";
import { decodeText } from "./encoding.ts";
import { findTable } from "./find_table.ts";
import { gather } from "./gather.ts";
import { refusedBytes, refusedText } from "./kinds.ts";
import { readList } from "./list.ts";
import { withoutOrg } from "./org.ts";
import type { ChosenColumns, LeftOut, Reading, Tickets } from "./reading.ts";
import type { Remark } from "./remarks.ts";
import { readTable } from "./table.ts";

export type { ChosenColumns, Column, FoundTicket, LeftOut, Reading, Tickets } from "./reading.ts";

/** No larger file is read, in bytes, and no longer text, in UTF-16 units: a backlog with all its comments is smaller. */
export const FILE_BYTES_MAX = 4 * 1024 * 1024;

/** Why a larger one is refused. */
export const TOO_LARGE: Remark = { code: "tooLarge", megabytes: FILE_BYTES_MAX / 1024 / 1024 };

/** What a Markdown file says of itself, above its text. */
const FRONT_MATTER = /^---\n(?=[\w-]+:)(?:(?:[\w-]+:| +|- ).*\n)+---\n(?=\s*\S)/;

/** What ends a line of a list: word processors and chats have ends of their own. */
const LINE_END = /[\n\v\f\u0085\u2028\u2029]/;

/** Reads a file. One without a ticket in it is refused. */
export function readTicketFile(
  bytes: Uint8Array<ArrayBuffer>,
  chosen: ChosenColumns | null = null,
): Reading {
  if (bytes.length > FILE_BYTES_MAX) {
    return refuse(TOO_LARGE);
  }
  const kind = refusedBytes(bytes);
  if (kind !== null) return refuse(kind);
  const decoded = decodeText(bytes);
  if (!decoded.ok) return refuse(decoded.error);
  const { text, note } = decoded.value;
  const reading = readTickets(text, chosen);
  if (reading.kind !== "tickets") return reading;
  if (reading.tickets.length === 0) return refuse({ code: "noTicket" });
  return note === null ? reading : { ...reading, notes: [note, ...reading.notes] };
}

/** Reads a text. One without anything in it has no tickets, and that is all right. */
export function readTickets(text: string, chosen: ChosenColumns | null = null): Reading {
  if (text.length > FILE_BYTES_MAX) return refuse(TOO_LARGE);
  const lines = unquoted(withLineFeeds(text).replace(FRONT_MATTER, ""));
  const kind = refusedText(lines);
  if (kind !== null) return refuse(kind);
  const table = findTable(lines, chosen !== null);
  if (table === null) {
    if (chosen !== null) return refuse({ code: "noTable" });
    return gather(readList(withoutOrg(joinQuoted(lines)).split(LINE_END)));
  }
  const read = readTable(table.rows, chosen);
  switch (read.kind) {
    case "asks":
      return read;
    case "no_such_column":
      return refuse({ code: "columns", count: read.count });
    case "drafts":
      return gather([...read.drafts, ...[...read.beside, ...table.rest].map(besideTable)]);
  }
}

/** A ticket from one line; null where there is none. */
export function readTicket(line: string): Ticket | null {
  const [ticket] = gather(readList([line])).tickets;
  if (ticket === undefined) return null;
  const { ticket_id: ticketId, title } = ticket;
  return { ticket_id: ticketId, ...title !== undefined && { title } };
}

/** Two lists as one, in this order, each id once. */
export function together(first: Tickets, second: Tickets): Tickets {
  const ids = new Set(first.tickets.map(({ ticket_id: ticketId }) => ticketId));
  const [fresh, again] = [true, false].map((wanted) =>
    second.tickets.filter(({ ticket_id: ticketId }) => ids.has(ticketId) !== wanted)
  );
  const repeated = (again ?? []).map(({ ticket_id: id }): LeftOut => ({
    what: id,
    why: { code: "repeated", id },
  }));
  return {
    kind: "tickets",
    tickets: [...first.tickets, ...fresh ?? []],
    leftOut: [...first.leftOut, ...second.leftOut, ...repeated],
    notes: [...first.notes, ...second.notes],
  };
}

/** A spreadsheet's one column: quotes are around what has several lines. */
function joinQuoted(text: string): string {
  return text.replace(
    /^"([^"]*(?:""[^"]*)*)"$/gm,
    (cell, inner: string) =>
      inner.includes("\n") ? inner.replaceAll("\n", " ").replaceAll('""', '"') : cell,
  );
}

/** The text of a mail that somebody answers, or of Markdown's quote, if all lines are of it. */
function unquoted(text: string): string {
  if (!text.trimStart().startsWith(">")) return text;
  const isQuote = text.split("\n").every((line) => line.startsWith(">") || line.trim() === "");
  return isQuote ? text.replace(/^> ?/gm, "") : text;
}

/** What stands around a table that is drawn in a text. */
function besideTable(line: string): LeftOut {
  return { what: line, why: { code: "besideTable" } };
}

function refuse(why: Remark): Reading {
  return { kind: "refused", why };
}
