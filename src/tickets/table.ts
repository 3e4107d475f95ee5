/** Reads tickets from the rows of a table: finds the header and the columns. Pure. */
import type { Rows } from "./delimited.ts";
import { besideTickets } from "./beside_tickets.ts";
import { couldBeHeader, filled, findHeader, hasIdAndTitle, widestRow } from "./find_header.ts";
import { areColumnNames, readHeader, type TicketColumns } from "./header.ts";
import { rowReader } from "./read_row.ts";
import type { ChosenColumns, Column, Draft } from "./reading.ts";
import { settleColumns } from "./settle_columns.ts";
import { isId } from "./ticket_id.ts";

interface Drafts {
  readonly kind: "drafts";
  readonly drafts: readonly Draft[];
  /** Rows that are no tickets: sums, comments, names of groups. */
  readonly beside: readonly string[];
}

type TableRead =
  | Drafts
  | { readonly kind: "asks"; readonly columns: readonly Column[] }
  | { readonly kind: "no_such_column"; readonly count: number };

/** How many cells of each column are shown to a user who has to choose. */
const EXAMPLES_MAX = 3;

/** Reads a table by its header, or by the columns that the user chose. */
export function readTable(rows: Rows, chosen: ChosenColumns | null): TableRead {
  const found = findHeader(rows);
  const at = found?.at ?? widestRow(rows);
  const header = rows[at] ?? [];
  const columns = readHeader(header);
  if (chosen === null) {
    return found === null ? asks(rows, at) : readTables(rows, at);
  }
  const count = rows.reduce((most, row) => Math.max(most, row.length), 0);
  if ([chosen.id, chosen.title].some((number) => number !== null && number > count)) {
    return { kind: "no_such_column", count };
  }
  const known: TicketColumns = {
    ...columns,
    ids: chosen.id === null ? columns.ids.filter((it) => it + 1 !== chosen.title) : [chosen.id - 1],
    titles: chosen.title === null
      ? columns.titles.filter((it) => it + 1 !== chosen.id)
      : [chosen.title - 1],
  };
  // without a header the first row is a ticket
  const isTicket = found === null &&
    (!couldBeHeader(header) || known.ids.some((it) => isId(header[it] ?? "")));
  const body = isTicket ? rows.slice(at) : bodyOf(rows.slice(at + 1), header);
  return readBody(body, known);
}

/** Whether a row is the header of another table. */
function isOtherHeader(row: readonly string[], header: readonly string[]): boolean {
  return areColumnNames(row) && hasIdAndTitle(row) && row.some((cell, at) => cell !== header[at]);
}

/** Reads the table whose header is this row, and further tables below it. */
function readTables(rows: Rows, first: number): TableRead {
  const found: Drafts[] = [];
  const outer = rows[first] ?? [];
  let header = outer;
  for (let at = first; at < rows.length;) {
    const isHeader = isSame(rows[at], header);
    const isOuter = backOutside(header, outer);
    const endsHere = (row: readonly string[]) => isOtherHeader(row, header) || isOuter(row);
    let end = at + 1;
    while (end < rows.length && !endsHere(rows[end] ?? [])) end++;
    const named = isOtherHeader(rows[end] ?? [], header) && isName(rows[end - 1] ?? [], header)
      ? 1
      : 0;
    const body = bodyOf(rows.slice(isHeader ? at + 1 : at, end - named), header);
    const columns = settleColumns(readHeader(header), body);
    if (columns === null) return asks(rows, at);
    found.push(readBody(body, columns));
    at = end;
    const next = rows[at] ?? [];
    header = isOtherHeader(next, header) ? next : outer;
  }
  return {
    kind: "drafts",
    drafts: found.flatMap(({ drafts }) => drafts),
    beside: found.flatMap(({ beside }) => beside),
  };
}

/** Tells which rows belong to the outer table again, below a nested one: Monday exports subitems below their item. */
function backOutside(header: readonly string[], outer: readonly string[]) {
  const titles = [header, outer].map((one) => readHeader(one).titles);
  const [inner = [], outside = []] = titles;
  return (row: readonly string[]): boolean =>
    header !== outer && inner.every((at) => (row[at] ?? "") === "") &&
    outside.some((at) => (row[at] ?? "") !== "");
}

/** Whether a row above a header is the name of the table below. */
function isName(row: readonly string[], header: readonly string[]): boolean {
  return filled(row) < 3 && 2 * filled(row) < filled(header);
}

function isSame(row: readonly string[] | undefined, header: readonly string[]): boolean {
  return row !== undefined && row.length === header.length &&
    row.every((cell, at) => cell === header[at]);
}

function asks(rows: Rows, at: number): TableRead {
  return { kind: "asks", columns: columnsOf(rows, at) };
}

function readBody(body: Rows, columns: TicketColumns): Drafts {
  const rows = ownIds(wholeIds(body, columns), columns);
  const isBeside = besideTickets(rows, columns);
  return {
    kind: "drafts",
    drafts: rows.filter((row) => !isBeside(row)).map(rowReader(rows, columns)),
    beside: rows.filter(isBeside).map((row) => row.filter((cell) => cell !== "").join(" ")),
  };
}

/** Removes the `.0` that programs append to all numbers of a column in which a cell is empty. */
function wholeIds(rows: Rows, { ids }: TicketColumns): Rows {
  const floats = ids.filter((at) => {
    const cells = rows.map((row) => row[at] ?? "").filter((cell) => cell !== "");
    return cells.length > 0 && cells.every((cell) => /^\d+\.0$/.test(cell));
  });
  if (floats.length === 0) return rows;
  return rows.map((row) =>
    row.map((cell, at) => floats.includes(at) ? cell.replace(/\.0$/, "") : cell)
  );
}

/** Removes ids without a digit that several titles have: people write `TBD` where a ticket has no id yet. */
function ownIds(rows: Rows, { ids, titles }: TicketColumns): Rows {
  const titlesOf = new Map<string, Set<string>>();
  for (const row of rows) {
    for (const id of ids.map((at) => row[at] ?? "").filter((cell) => !/\p{N}/u.test(cell))) {
      titlesOf.set(id, (titlesOf.get(id) ?? new Set()).add(titles.map((at) => row[at]).join()));
    }
  }
  const isOwn = (cell: string) => (titlesOf.get(cell)?.size ?? 0) < 2;
  return rows.map((row) => row.map((cell, at) => ids.includes(at) && !isOwn(cell) ? "" : cell));
}

/** Removes repeated headers and the names of groups above them, as reports have them. */
function bodyOf(rows: Rows, header: readonly string[]): Rows {
  const isHeader = (row: readonly string[] | undefined) => isSame(row, header);
  return rows.filter((row, at) => !isHeader(row) && !(filled(row) === 1 && isHeader(rows[at + 1])));
}

function columnsOf(rows: Rows, at: number): readonly Column[] {
  const header = rows[at] ?? [];
  const headless = !couldBeHeader(header);
  const body = rows.slice(headless ? at : at + 1, at + 1 + EXAMPLES_MAX);
  const count = Math.max(header.length, ...body.map((row) => row.length));
  return Array.from({ length: count }, (_, column) => ({
    number: column + 1,
    head: headless ? "" : header[column] ?? "",
    examples: body.map((row) => row[column] ?? ""),
  }));
}
