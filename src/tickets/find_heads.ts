/** Which row of a table has its heads, and whether rows are a table at all. Pure. */
import type { Rows } from "./delimited.ts";
import { countKnown, readHeads } from "./heads.ts";
import { hasBullet } from "./lines.ts";
import { readLink } from "./links.ts";
import { isId, isMarkedId } from "./ticket_id.ts";

/** How far down heads are looked for: above them are titles and what a report says of itself. */
const HEAD_ROWS_MAX = 20;

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
  const grid = rows.slice(widestRow(rows));
  const [head, ...body] = grid;
  if (head === undefined || head.length < 2 || body.length === 0) return false;
  const cells = head.filter((cell) => cell !== "");
  if (cells.length < 2 || cells.some((cell) => cell.length > HEAD_LENGTH_MAX)) return false;
  // bullets with a tab behind them; a bar within a link
  if (/^\P{L}{1,3}$/u.test(head[0] ?? "") && hasBullet(head[0] ?? "")) return false;
  if (
    separator === "|" &&
    rows.some((row) => row.some((cell) => /\[[^\]]*$|<https?:[^>]*$/.test(cell)))
  ) {
    return false;
  }
  // an id and its title on each line are a list; with more beside them nobody knows what is the title
  if (startsWithId(head)) return isGrid(grid);
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
    !rows.some((row) => row.some((cell) => isMarkedId(cell) && !cell.endsWith(row[0] ?? "")));
}

function startsWithId(row: readonly string[]): boolean {
  const first = row.find((cell) => cell !== "") ?? "";
  return isId(first) || readLink(first) !== null;
}

/** Heads are neither ids nor numbers nor links. */
export function couldBeHead(row: readonly string[]): boolean {
  return !isHeadless(row) && !row.some((cell) => /^\d+$/.test(cell));
}

export function hasIdAndTitle(row: readonly string[]): boolean {
  const { ids, titles } = readHeads(row);
  return ids.length > 0 && titles.length > 0;
}

/** Whether a first row has a ticket's id or link in it. */
function isHeadless(row: readonly string[]): boolean {
  return row.some((cell) => isMarkedId(cell) || readLink(cell) !== null);
}

/** The first row of those with most cells: a title above the heads is shorter. */
export function widestRow(rows: Rows): number {
  const widths = rows.slice(0, HEAD_ROWS_MAX).map(filled);
  return Math.max(0, widths.indexOf(Math.max(...widths)));
}

export function filled(row: readonly string[]): number {
  return row.filter((cell) => cell !== "").length;
}
