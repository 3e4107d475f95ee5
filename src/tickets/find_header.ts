/** Finds the header of a table, and tells whether rows are a table at all. Pure. */
import type { Rows } from "./delimited.ts";
import { areColumnNames, countKnown, readHeader } from "./header.ts";
import { hasBullet, hasMarkedId, readLine } from "./lines.ts";
import { readLink } from "./links.ts";
import { isId, isMarkedId } from "./ticket_id.ts";

/** In how many rows a header is looked for: reports begin with a title and other lines. */
const HEADER_ROWS_MAX = 20;

/** A longer cell is a sentence, and not a column's name, in UTF-16 units. */
const HEADER_CELL_LENGTH_MAX = 60;

/** The share of rows that must have as many cells as the header has. */
const ALIKE_SHARE_MIN = 0.8;

/** The row that names a ticket's columns, and how many columns it names (more is surer); null: none does. */
export function findHeader(rows: Rows): { readonly at: number; readonly known: number } | null {
  const top = rows.slice(0, HEADER_ROWS_MAX);
  const first = top.findIndex((row) => filled(row) > 1);
  let best: { at: number; known: number } | null = null;
  for (const [at, row] of top.entries()) {
    const isPossible = couldBeHeader(row);
    // below a ticket, a better header is that of another table
    if (best !== null && !isPossible && hasIdAndTitle(rows[best.at] ?? [])) break;
    const known = isPossible ? countKnown(row) : 0;
    if (known === 0 || (best !== null && known <= best.known)) continue;
    // a single word is a header only over a single column, and in the first row
    if (filled(row) === 1 && (at > 0 || first > 0 || isName(top[1]))) continue;
    // below the first row of a table, a column's name may be the type of a ticket
    if (first >= 0 && at > first && !hasIdAndTitle(row)) continue;
    best = { at, known };
  }
  return best;
}

/** Whether a row is a column's name alone: below another name, each cell of a table is on a line of its own. */
function isName(row: readonly string[] = []): boolean {
  return filled(row) === 1 && areColumnNames(row);
}

/** Whether rows look like a table with an unknown header, and not like sentences. */
export function looksLikeTable(rows: Rows, separator: string): boolean {
  const grid = gridOf(rows);
  const [header, ...body] = grid;
  if (header === undefined || header.length < 2 || body.length === 0) return false;
  const cells = header.filter((cell) => cell !== "");
  if (cells.length < 2 || cells.some((cell) => cell.length > HEADER_CELL_LENGTH_MAX)) return false;
  if (hasBulletCell(header)) return false;
  // a bar within a link
  if (
    separator === "|" &&
    rows.some((row) => row.some((cell) => /\[[^\]]*$|<https?:[^>]*$/.test(cell)))
  ) {
    return false;
  }
  // an id and a title on each line are a list; with more cells, which is the title is unknown
  if (startsWithId(header)) return isGrid(grid);
  if (hasIdsBelow(rows)) return true;
  // a comma may end a line of a mail
  if (!body.some((row) => filled(row) > 1)) return false;
  // programs leave out empty cells at the end of a row, or add some
  const alike =
    body.filter((row) => row.length > 1 && row.findLastIndex((cell) => cell !== "") < header.length)
      .length;
  return separator === "," ? alike === body.length : alike >= ALIKE_SHARE_MIN * body.length;
}

/** Whether some column has only ids, below a first cell that is none. */
export function hasIdsBelow(rows: Rows): boolean {
  const [header = [], ...body] = gridOf(rows);
  return body.length > 0 &&
    header.some((cell, at) => !isId(cell) && body.every((row) => isMarkedId(row[at] ?? "")));
}

/** The rows from the header to the last of more than one cell: what follows that are remarks. */
function gridOf(rows: Rows): Rows {
  return rows.slice(widestRow(rows), rows.findLastIndex(({ length }) => length > 1) + 1);
}

/** Whether all rows begin with an id and have the same number of cells, more than two of them filled. */
function isGrid(rows: Rows): boolean {
  const columns = rows[0]?.keys().filter((at) => rows.some((row) => (row[at] ?? "") !== ""));
  return rows.length > 1 && [...columns ?? []].length > 2 &&
    rows.every((row) => startsWithId(row) && row.length === rows[0]?.length) &&
    !rows.some((row) => row.some((cell) => isMarkedId(cell) && !cell.endsWith(row[0] ?? "")));
}

function startsWithId(row: readonly string[]): boolean {
  const first = row.find((cell) => cell !== "") ?? "";
  if (isId(first) || readLink(first) !== null) return true;
  const read = readLine(first);
  if (read === null || !("draft" in read) || read.draft.title !== "") return false;
  return hasMarkedId(read) || (hasBullet(first) && read.draft.id !== "");
}

/** Whether no cell is an id, a number, a link or a bullet. */
export function couldBeHeader(row: readonly string[]): boolean {
  return !hasTicket(row) && !row.some((cell) => /^\d+$/.test(cell)) && !hasBulletCell(row);
}

/** Whether a row begins with a bullet, as lines do whose bullets are followed by tabs. */
function hasBulletCell([first = ""]: readonly string[]): boolean {
  return /^\P{L}{1,3}$/u.test(first) && hasBullet(first);
}

/** Whether a row names columns of ids and of titles. */
export function hasIdAndTitle(row: readonly string[]): boolean {
  const { ids, titles } = readHeader(row);
  return ids.length > 0 && titles.length > 0;
}

/** Whether a row has a ticket's id or a link in it. */
function hasTicket(row: readonly string[]): boolean {
  return row.some((cell) => isMarkedId(cell) || readLink(cell) !== null);
}

/** The first of the rows with most cells: a title above the header has fewer. */
export function widestRow(rows: Rows): number {
  const widths = rows.slice(0, HEADER_ROWS_MAX).map(filled);
  return Math.max(0, widths.indexOf(Math.max(...widths)));
}

/** How many cells are not empty. */
export function filled(row: readonly string[]): number {
  return row.filter((cell) => cell !== "").length;
}
