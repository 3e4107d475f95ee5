/**
 * Tickets out of what people have: a list that they paste, a table, a file that a tracker exports. The page, the
 * terminal client and the command line read by this alone. Pure: it opens no file and changes no room; the server
 * has the last word about each ticket.
 */
import type { Ticket } from "../client/types.ts";
import {
  readFirstRows,
  readRows,
  type Rows,
  SEPARATORS,
  splitSepLine,
  withLineFeeds,
} from "./delimited.ts";
import { decodeText } from "./encoding.ts";
import { gather } from "./gather.ts";
import { refusedBytes, refusedText } from "./kinds.ts";
import { readLine } from "./lines.ts";
import { findPipeTable } from "./pipe_table.ts";
import type { ChosenColumns, Draft, LeftOut, Reading, Tickets } from "./reading.ts";
import type { Remark } from "./remarks.ts";
import { findHeads, looksLikeTable, readTable } from "./table.ts";

export type { ChosenColumns, Column, FoundTicket, LeftOut, Reading, Tickets } from "./reading.ts";

/** No larger file is read, in bytes: a backlog with all its comments is smaller. */
export const FILE_BYTES_MAX = 4 * 1024 * 1024;

/** Why a larger one is refused. */
export const TOO_LARGE: Remark = { code: "tooLarge", megabytes: FILE_BYTES_MAX / 1024 / 1024 };

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
  const kind = refusedText(text);
  if (kind !== null) return refuse(kind);
  const table = findTable(withLineFeeds(text), chosen !== null);
  if (table === null) {
    if (chosen !== null) return refuse({ code: "noTable" });
    return gather(readLines(withLineFeeds(text).split("\n")));
  }
  const read = readTable(table.rows, chosen);
  switch (read.kind) {
    case "asks":
      return read;
    case "no_such_column":
      return refuse({ code: "columns", count: read.count });
    case "drafts":
      return gather([...read.drafts, ...table.rest.map(besideTable)]);
  }
}

/** A ticket from one line; null where there is none. */
export function readTicket(line: string): Ticket | null {
  const [ticket] = gather(readLines([line])).tickets;
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

function readLines(lines: readonly string[]): readonly (Draft | LeftOut)[] {
  return lines.flatMap((line) => {
    const read = readLine(line);
    if (read === null) return [];
    return ["draft" in read ? read.draft : { what: line, why: read.why }];
  });
}

/** What stands around a table that is drawn in a text. */
function besideTable(line: string): LeftOut {
  return { what: line, why: { code: "besideTable" } };
}

/** The table that a text is, and lines around it; null where it is a list. */
function findTable(
  text: string,
  isWanted: boolean,
): { readonly rows: Rows; readonly rest: readonly string[] } | null {
  const sepLine = splitSepLine(text);
  if (sepLine !== null) return { rows: readRows(sepLine.text, sepLine.separator), rest: [] };
  const drawn = findPipeTable(text);
  if (
    drawn !== null &&
    (isWanted || findHeads(drawn.rows) !== null || looksLikeTable(drawn.rows, "|"))
  ) {
    return drawn;
  }
  const candidates = SEPARATORS.filter((separator) => text.includes(separator)).map((separator) => {
    const rows = readFirstRows(text, separator);
    return { separator, rows, known: findHeads(rows)?.known ?? 0, columns: columnsOf(rows) };
  });
  const heads = candidates.toSorted((a, b) => b.known - a.known || b.columns - a.columns)[0];
  if (heads !== undefined && heads.known > 0) return tableOf(text, heads.separator);
  const shape = candidates.filter(({ rows, separator }) =>
    rows.length > 0 &&
    (isWanted ? columnsOf(rows) > 1 : looksLikeTable(rows, separator) && !isProse(text, separator))
  ).toSorted((a, b) => b.columns - a.columns)[0];
  if (shape !== undefined) return tableOf(text, shape.separator);
  // one column under a head that says what it is
  const rows = text.split("\n").map((line) => [line.trim()]).filter(([cell]) => cell !== "");
  return rows.length > 1 && findHeads(rows) !== null ? tableOf(text, "\t") : null;
}

function tableOf(text: string, separator: string) {
  return { rows: readRows(text, separator), rest: [] };
}

/** How many columns most rows have. */
function columnsOf(rows: Rows): number {
  const counts = rows.map((row) => row.length).toSorted((a, b) => a - b);
  return counts[Math.floor(counts.length / 2)] ?? 0;
}

/** Commas with spaces behind them part clauses. */
function isProse(text: string, separator: string): boolean {
  if (separator !== ",") return false;
  const [first = ""] = text.trimStart().split("\n", 1);
  return /, /.test(first);
}

function refuse(why: Remark): Reading {
  return { kind: "refused", why };
}
