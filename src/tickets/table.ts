/** Tickets out of the rows of a table: which row has the heads, which columns are whose. Pure. */
import type { Rows } from "./delimited.ts";
import { besideTickets } from "./beside_tickets.ts";
import { couldBeHead, filled, findHeads, hasIdAndTitle, widestRow } from "./find_heads.ts";
import { areHeads, type Heads, readHeads } from "./heads.ts";
import { rowReader } from "./read_row.ts";
import type { ChosenColumns, Column, Draft } from "./reading.ts";
import { settleHeads } from "./settle_heads.ts";
import { isId } from "./ticket_id.ts";

interface Drafts {
  readonly kind: "drafts";
  readonly drafts: readonly Draft[];
  /** Rows that are none: sums, comments, names of groups. */
  readonly beside: readonly string[];
}

/** What a table came to. */
type TableRead =
  | Drafts
  | { readonly kind: "asks"; readonly columns: readonly Column[] }
  | { readonly kind: "no_such_column"; readonly count: number };

/** Cells of a column that somebody who chooses is shown. */
const EXAMPLES_MAX = 3;

/** Reads a table by its heads, or by the columns that somebody chose. */
export function readTable(rows: Rows, chosen: ChosenColumns | null): TableRead {
  const found = findHeads(rows);
  const at = found?.at ?? widestRow(rows);
  const head = rows[at] ?? [];
  const heads = readHeads(head);
  if (chosen === null) {
    return found === null ? asks(rows, at) : readTables(rows, at);
  }
  const count = rows.reduce((most, row) => Math.max(most, row.length), 0);
  if ([chosen.id, chosen.title].some((number) => number !== null && number > count)) {
    return { kind: "no_such_column", count };
  }
  const known: Heads = {
    ...heads,
    ids: chosen.id === null ? heads.ids.filter((it) => it + 1 !== chosen.title) : [chosen.id - 1],
    titles: chosen.title === null
      ? heads.titles.filter((it) => it + 1 !== chosen.id)
      : [chosen.title - 1],
  };
  // without heads the first row is a ticket
  const isTicket = found === null &&
    (!couldBeHead(head) || known.ids.some((it) => isId(head[it] ?? "")));
  const body = isTicket ? rows.slice(at) : bodyOf(rows.slice(at + 1), head);
  return readBody(body, known);
}

/** Whether a row within a table has the heads of another. */
function isOtherHead(row: readonly string[], head: readonly string[]): boolean {
  return areHeads(row) && hasIdAndTitle(row) && row.some((cell, at) => cell !== head[at]);
}

/** The table with its heads in this row, and those below it that have others. */
function readTables(rows: Rows, first: number): TableRead {
  const found: Drafts[] = [];
  const outer = rows[first] ?? [];
  let head = outer;
  for (let at = first; at < rows.length;) {
    const isHead = isSame(rows[at], head);
    const isOuter = backOutside(head, outer);
    const endsHere = (row: readonly string[]) => isOtherHead(row, head) || isOuter(row);
    let end = at + 1;
    while (end < rows.length && !endsHere(rows[end] ?? [])) end++;
    const named = isOtherHead(rows[end] ?? [], head) && isName(rows[end - 1] ?? [], head) ? 1 : 0;
    const body = bodyOf(rows.slice(isHead ? at + 1 : at, end - named), head);
    const heads = settleHeads(readHeads(head), body);
    if (heads === null) return asks(rows, at);
    found.push(readBody(body, heads));
    at = end;
    const next = rows[at] ?? [];
    head = isOtherHead(next, head) ? next : outer;
  }
  return {
    kind: "drafts",
    drafts: found.flatMap(({ drafts }) => drafts),
    beside: found.flatMap(({ beside }) => beside),
  };
}

/** Tells which rows below a table within the table are the outer one's again: Monday has subitems below their item. */
function backOutside(head: readonly string[], outer: readonly string[]) {
  const titles = [head, outer].map((one) => readHeads(one).titles);
  const [inner = [], outside = []] = titles;
  return (row: readonly string[]): boolean =>
    head !== outer && inner.every((at) => (row[at] ?? "") === "") &&
    outside.some((at) => (row[at] ?? "") !== "");
}

/** Whether a row above heads is the name of what is below them. */
function isName(row: readonly string[], head: readonly string[]): boolean {
  return filled(row) < 3 && 2 * filled(row) < filled(head);
}

function isSame(row: readonly string[] | undefined, head: readonly string[]): boolean {
  return row !== undefined && row.length === head.length &&
    row.every((cell, at) => cell === head[at]);
}

function asks(rows: Rows, at: number): TableRead {
  return { kind: "asks", columns: columnsOf(rows, at) };
}

function readBody(body: Rows, heads: Heads): Drafts {
  const rows = wholeIds(body, heads);
  const isBeside = besideTickets(rows, heads);
  return {
    kind: "drafts",
    drafts: rows.filter((row) => !isBeside(row)).map(rowReader(rows, heads)),
    beside: rows.filter(isBeside).map((row) => row.filter((cell) => cell !== "").join(" ")),
  };
}

/** Numbers without the `.0` that programs put behind all of a column, if one cell of it is empty. */
function wholeIds(rows: Rows, { ids }: Heads): Rows {
  const floats = ids.filter((at) => {
    const cells = rows.map((row) => row[at] ?? "").filter((cell) => cell !== "");
    return cells.length > 0 && cells.every((cell) => /^\d+\.0$/.test(cell));
  });
  if (floats.length === 0) return rows;
  return rows.map((row) =>
    row.map((cell, at) => floats.includes(at) ? cell.replace(/\.0$/, "") : cell)
  );
}

/** The rows that are tickets: reports repeat their heads for each group, with its name above them. */
function bodyOf(rows: Rows, head: readonly string[]): Rows {
  const isHead = (row: readonly string[] | undefined) => isSame(row, head);
  return rows.filter((row, at) => !isHead(row) && !(filled(row) === 1 && isHead(rows[at + 1])));
}

function columnsOf(rows: Rows, at: number): readonly Column[] {
  const head = rows[at] ?? [];
  const headless = !couldBeHead(head);
  const body = rows.slice(headless ? at : at + 1, at + 1 + EXAMPLES_MAX);
  const count = Math.max(head.length, ...body.map((row) => row.length));
  return Array.from({ length: count }, (_, column) => ({
    number: column + 1,
    head: headless ? "" : head[column] ?? "",
    examples: body.map((row) => row[column] ?? ""),
  }));
}
