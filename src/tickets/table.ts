/** Tickets out of the rows of a table: which row has the heads, which columns are whose. Pure. */
import type { Rows } from "./delimited.ts";
import { areHeads, countKnown, type Heads, readHeads } from "./heads.ts";
import { hasBullet, readLine } from "./lines.ts";
import { idCell, linkCell, linked, titleCell, unlessEmptyWord } from "./cells.ts";
import { idOfLink, readLink } from "./links.ts";
import type { ChosenColumns, Column, Draft } from "./reading.ts";
import { besideTickets } from "./beside_tickets.ts";
import { settleHeads } from "./settle_heads.ts";
import { isId, isMarkedId, splitId } from "./ticket_id.ts";

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

/** How far down heads are looked for: above them are titles and what a report says of itself. */
const HEAD_ROWS_MAX = 20;

/** Cells of a column that somebody who chooses is shown. */
const EXAMPLES_MAX = 3;

/** A head is no sentence, in characters. */
const HEAD_LENGTH_MAX = 60;

/** Where the heads are that say what is a ticket, and how sure that is; null: nowhere. */
export function findHeads(rows: Rows): { readonly at: number; readonly known: number } | null {
  const top = rows.slice(0, HEAD_ROWS_MAX);
  const first = top.findIndex((row) => filled(row) > 1);
  let best: { at: number; known: number } | null = null;
  for (const [at, row] of top.entries()) {
    const known = couldBeHead(row) ? countKnown(row) : 0;
    if (known === 0 || (best !== null && known <= best.known)) continue;
    // one word is a head only over one column, and at the very top
    if (filled(row) === 1 && (at > 0 || first > 0)) continue;
    // below the first row of a table a word that is a head, too, is the type of somebody's ticket
    if (first >= 0 && at > first && !hasIdAndTitle(row)) continue;
    best = { at, known };
  }
  return best;
}

/** Whether rows look like a table of which only the heads are unknown, and not like sentences. */
export function looksLikeTable(rows: Rows, separator: string): boolean {
  const [head, ...body] = rows.slice(widestRow(rows));
  if (head === undefined || head.length < 2 || body.length === 0) return false;
  const cells = head.filter((cell) => cell !== "");
  if (cells.length < 2 || cells.some((cell) => cell.length > HEAD_LENGTH_MAX)) return false;
  // bullets with a tab behind them; a bar within a link
  if (/^\P{L}{1,3}$/u.test(head[0] ?? "") && hasBullet(head[0] ?? "")) return false;
  if (separator === "|" && rows.some((row) => row.some((cell) => /\[[^\]]*$/.test(cell)))) {
    return false;
  }
  // an id and its title on each line are a list; with more beside them nobody knows what is the title
  if (startsWithId(head)) return isGrid(rows);
  if (hasIdsBelow(rows)) return true;
  const alike = body.filter((row) => row.length === head.length).length;
  return separator === "," ? alike === body.length : alike >= 0.8 * body.length;
}

/** Whether below what is no id, in one column, are ids alone. */
export function hasIdsBelow(rows: Rows): boolean {
  const [head = [], ...body] = rows.slice(widestRow(rows));
  return body.length > 0 &&
    head.some((cell, at) => !isId(cell) && body.every((row) => isMarkedId(row[at] ?? "")));
}

/** Whether all rows begin with an id and have equally many cells, more than two of them filled. */
function isGrid(rows: Rows): boolean {
  const columns = rows[0]?.keys().filter((at) => rows.some((row) => (row[at] ?? "") !== ""));
  return rows.length > 1 && [...columns ?? []].length > 2 &&
    rows.every((row) => startsWithId(row) && row.length === rows[0]?.length) &&
    !rows.some((row) => row.some((cell) => isMarkedId(cell) && cell !== row[0]));
}

function startsWithId(row: readonly string[]): boolean {
  const first = row.find((cell) => cell !== "") ?? "";
  return isId(first) || readLink(first) !== null;
}

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
    (isHeadless(head) || known.ids.some((it) => isId(head[it] ?? "")));
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
  for (let at = first; at < rows.length;) {
    const head = rows[at] ?? [];
    let end = at + 1;
    while (end < rows.length && !isOtherHead(rows[end] ?? [], head)) end++;
    const body = bodyOf(rows.slice(at + 1, end), head);
    const heads = settleHeads(readHeads(head), body);
    if (heads === null) return asks(rows, at);
    found.push(readBody(body, heads));
    at = end;
  }
  return {
    kind: "drafts",
    drafts: found.flatMap(({ drafts }) => drafts),
    beside: found.flatMap(({ beside }) => beside),
  };
}

function asks(rows: Rows, at: number): TableRead {
  return { kind: "asks", columns: columnsOf(rows, at) };
}

function readBody(rows: Rows, heads: Heads): Drafts {
  const isBeside = besideTickets(rows, heads);
  return {
    kind: "drafts",
    drafts: rows.filter((row) => !isBeside(row)).map((row) => readRow(row, heads)),
    beside: rows.filter(isBeside).map((row) => row.filter((cell) => cell !== "").join(" ")),
  };
}

/** The rows that are tickets: reports repeat their heads for each group, with its name above them. */
function bodyOf(rows: Rows, head: readonly string[]): Rows {
  const isHead = (row: readonly string[] | undefined) =>
    row !== undefined && row.length === head.length && row.every((cell, at) => cell === head[at]);
  return rows.filter((row, at) => !isHead(row) && !(filled(row) === 1 && isHead(rows[at + 1])));
}

function readRow(row: readonly string[], heads: Heads): Draft {
  const first = (places: readonly number[], read = (cell: string) => cell) =>
    places.map((at) => read(row[at] ?? "")).find((cell) => cell !== "") ?? "";
  const named = linked(first(heads.ids, idCell));
  const titled = linked(first(heads.titles, titleCell));
  const link = heads.urls.map((at) => linkCell(row[at] ?? "")).find((one) => one !== undefined) ??
    named.url ?? titled.url ??
    (first(heads.urls, unlessEmptyWord) || undefined);
  const description = first(heads.descriptions, unlessEmptyWord);
  const rest = {
    ...link !== undefined && { url: link },
    ...description !== "" && { description },
  };
  if (named.text === "" && titled.text === "") {
    return { id: idOf(link), title: "", ...rest };
  }
  if (row.length === 1 && titled.text !== "") return { ...readOnly(titled.text), ...rest };
  if (heads.titles.length > 0) {
    const id = named.text || idOf(link);
    // where no column has ids, titles may have them in front
    const split = id !== "" || heads.ids.length > 0 ? null : splitId(titled.text);
    return split !== null && isMarkedId(split.id)
      ? { id: split.id, title: split.rest, ...rest }
      : { id, title: titled.text, ...rest };
  }
  // the one column there is may have the title behind the id
  const line = readLine(named.text);
  return line !== null && "draft" in line
    ? { ...line.draft, ...rest }
    : { id: "", title: "", ...rest };
}

/** A title where there is nothing beside it: it may have bullets and an id in front, but a number is no id. */
function readOnly(title: string): Draft {
  const line = readLine(title);
  if (line === null || !("draft" in line)) return { id: "", title };
  const { draft } = line;
  return draft.id === "" || isMarkedId(draft.id) ? draft : { id: "", title };
}

function idOf(url: string | undefined): string {
  const link = readLink(url ?? "");
  return link === null ? "" : idOfLink(link) ?? "";
}

function columnsOf(rows: Rows, at: number): readonly Column[] {
  const head = rows[at] ?? [];
  const headless = isHeadless(head);
  const body = rows.slice(headless ? at : at + 1, at + 1 + EXAMPLES_MAX);
  const count = Math.max(head.length, ...body.map((row) => row.length));
  return Array.from({ length: count }, (_, column) => ({
    number: column + 1,
    head: headless ? "" : head[column] ?? "",
    examples: body.map((row) => row[column] ?? ""),
  }));
}

/** Heads are neither ids nor numbers nor links. */
function couldBeHead(row: readonly string[]): boolean {
  return !isHeadless(row) && !row.some((cell) => /^\d+$/.test(cell));
}

function hasIdAndTitle(row: readonly string[]): boolean {
  const { ids, titles } = readHeads(row);
  return ids.length > 0 && titles.length > 0;
}

/** Whether a first row has a ticket's id or link in it. */
function isHeadless(row: readonly string[]): boolean {
  return row.some((cell) => isMarkedId(cell) || readLink(cell) !== null);
}

/** The first row of those with most cells: a title above the heads is shorter. */
function widestRow(rows: Rows): number {
  const widths = rows.slice(0, HEAD_ROWS_MAX).map(filled);
  return Math.max(0, widths.indexOf(Math.max(...widths)));
}

function filled(row: readonly string[]): number {
  return row.filter((cell) => cell !== "").length;
}
