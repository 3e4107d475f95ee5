/**
 * Reads tickets from what people have: a pasted list, a table, a file that a tracker exported. The page, the terminal
 * client and the command line all use it. Pure: it opens no file and changes no room; the server validates each ticket
 * again.
 */
import type { Ticket } from "../client/types.ts";
import { type Rows, withLineFeeds } from "./delimited.ts";
import { decodeText } from "./encoding.ts";
import { findTable } from "./find_table.ts";
import { gather } from "./gather.ts";
import { refusedBytes, refusedText } from "./kinds.ts";
import { hasMarkedId, readLine } from "./lines.ts";
import { readList } from "./list.ts";
import { COMMENT } from "./markup.ts";
import { withoutOrg } from "./org.ts";
import type { ChosenColumns, Draft, LeftOut, Reading, Tickets } from "./reading.ts";
import type { Remark } from "./remarks.ts";
import { readTable } from "./table.ts";

export type { ChosenColumns, Column, FoundTicket, LeftOut, Reading, Tickets } from "./reading.ts";

/** Limit of a file in bytes, and of a text in UTF-16 units. A backlog with all its comments is smaller. */
export const FILE_BYTES_MAX = 4 * 1024 * 1024;

/** The refusal of anything larger. */
export const TOO_LARGE: Remark = { code: "tooLarge", megabytes: FILE_BYTES_MAX / 1024 / 1024 };

/** Front matter: metadata at the beginning of a Markdown file. */
const FRONT_MATTER = /^---\n(?=[\w-]+:)(?:(?:[\w-]+:| +|- ).*\n)+---\n(?=\s*\S)/;

/** Ends a line of a list: word processors and chats use more than \n. */
const LINE_END = /[\n\v\f\u0085\u2028\u2029]/;

/** Reads a file; refuses one without tickets. `chosen`: the columns that the user chose in a table. */
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

/** Reads a text, in which there may be no ticket. `chosen`: the columns that the user chose in a table. */
export function readTickets(text: string, chosen: ChosenColumns | null = null): Reading {
  if (text.length > FILE_BYTES_MAX) return refuse(TOO_LARGE);
  const lines = unquoted(withLineFeeds(text).replace(FRONT_MATTER, ""));
  const kind = refusedText(lines);
  if (kind !== null) return refuse(kind);
  const table = findTable(lines, chosen !== null);
  if (table === null) {
    if (chosen !== null) return refuse({ code: "noTable" });
    return gather(readList(withoutOrg(joinQuoted(withoutComments(lines))).split(LINE_END)));
  }
  const read = readTable(table.rows, chosen);
  switch (read.kind) {
    case "asks":
      return read;
    case "no_such_column":
      return refuse({ code: "columns", count: read.count });
    case "drafts":
      return gather([
        ...read.drafts,
        ...(chosen === null ? nameOfColumn(table.rows) : []),
        ...[...read.beside, ...table.rest].flatMap(besideTable),
      ]);
  }
}

/** Reads one line; null if there is no ticket in it. */
export function readTicket(line: string): Ticket | null {
  const [ticket] = gather(readList([line])).tickets;
  if (ticket === undefined) return null;
  const { ticket_id: ticketId, title } = ticket;
  return { ticket_id: ticketId, ...title !== undefined && { title } };
}

/** Joins two lists, in this order; a ticket of the second whose id the first has is left out. */
export function together(first: Tickets, second: Tickets): Tickets {
  const ids = new Set(first.tickets.map(({ ticket_id: ticketId }) => ticketId));
  const fresh = second.tickets.filter(({ ticket_id: id }) => !ids.has(id));
  const repeated = second.tickets.filter(({ ticket_id: id }) => ids.has(id))
    .map(({ ticket_id: id }): LeftOut => ({ what: id, why: { code: "repeated", id } }));
  return {
    kind: "tickets",
    tickets: [...first.tickets, ...fresh],
    leftOut: [...first.leftOut, ...second.leftOut, ...repeated],
    notes: [...first.notes, ...second.notes],
  };
}

/** Puts quoted cells of several lines on one line each, as in a spreadsheet with one column. */
function joinQuoted(text: string): string {
  return text.replace(
    /^"([^"]*(?:""[^"]*)*)"$/gm,
    (cell, inner: string) =>
      inner.includes("\n") ? inner.replaceAll("\n", " ").replaceAll('""', '"') : cell,
  );
}

const COMMENTS = new RegExp(String.raw`^[ \t]*${COMMENT}`, "gm");

/** Removes Markdown's comments, which may have several lines. Linear: it never looks for an end that is missing. */
function withoutComments(text: string): string {
  const end = text.lastIndexOf("-->") + 3;
  return text.slice(0, end).replace(COMMENTS, "") + text.slice(end);
}

/** Removes the `>` of a quoted mail or of Markdown, if all lines have it. */
function unquoted(text: string): string {
  if (!text.trimStart().startsWith(">")) return text;
  const isQuote = text.split("\n").every((line) => line.startsWith(">") || line.trim() === "");
  return isQuote ? text.replace(/^> ?/gm, "") : text;
}

/** The header of a single column: in a pasted list it may have been meant as a ticket. */
function nameOfColumn(rows: Rows): readonly LeftOut[] {
  const [[what = ""] = []] = rows;
  return rows.every((row) => row.length === 1) ? [{ what, why: { code: "heading" } }] : [];
}

/** A line around a table: a ticket that somebody added, a remark, or an ornament. */
function besideTable(line: string): readonly (Draft | LeftOut)[] {
  const read = readLine(line);
  if (read === null) return [];
  const isTicket = hasMarkedId(read) && !line.startsWith("#");
  return isTicket && "draft" in read
    ? [read.draft]
    : [{ what: line, why: { code: "besideTable" } }];
}

function refuse(why: Remark): Reading {
  return { kind: "refused", why };
}
