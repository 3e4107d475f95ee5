/** Tickets out of the rows of a table: which row has the heads, which columns are whose. Pure. */
import type { Rows } from "./delimited.ts";
import { countKnown, type Heads, readHeads } from "./heads.ts";
import { readLine } from "./lines.ts";
import { idOfLink, readLink } from "./links.ts";
import type { ChosenColumns, Column, Draft } from "./reading.ts";
import { settleHeads } from "./settle_heads.ts";
import { isId, isMarkedId, splitId } from "./ticket_id.ts";

/** What a table came to. */
type TableRead =
  | { readonly kind: "drafts"; readonly drafts: readonly Draft[] }
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
  if (isId(head[0] ?? "") || (head[0] ?? "").includes("://")) return false;
  const alike = body.filter((row) => row.length === head.length).length;
  return separator === "," ? alike === body.length : alike >= 0.8 * body.length;
}

/** Reads a table by its heads, or by the columns that somebody chose. */
export function readTable(rows: Rows, chosen: ChosenColumns | null): TableRead {
  const found = findHeads(rows);
  const at = found?.at ?? widestRow(rows);
  const head = rows[at] ?? [];
  const heads = readHeads(head);
  if (chosen === null) {
    const body = bodyOf(rows.slice(at + 1), head);
    const settled = found === null ? null : settleHeads(heads, body);
    return settled === null
      ? { kind: "asks", columns: columnsOf(rows, at) }
      : { kind: "drafts", drafts: body.map((row) => readRow(row, settled)) };
  }
  const count = Math.max(...rows.map((row) => row.length));
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
  return { kind: "drafts", drafts: body.map((row) => readRow(row, known)) };
}

/** The rows that are tickets: reports repeat their heads for each group, with its name above them. */
function bodyOf(rows: Rows, head: readonly string[]): Rows {
  const isHead = (row: readonly string[] | undefined) =>
    row !== undefined && row.length === head.length && row.every((cell, at) => cell === head[at]);
  return rows.filter((row, at) => !isHead(row) && !(filled(row) === 1 && isHead(rows[at + 1])));
}

function readRow(row: readonly string[], heads: Heads): Draft {
  const first = (places: readonly number[]) =>
    places.map((at) => row[at] ?? "").find((cell) => cell !== "") ?? "";
  const named = linked(first(heads.ids).replace(/^'(?=[\p{L}\p{N}#=+@-])/u, ""));
  const titled = linked(first(heads.titles).replace(/^'(?=[=+@\d-])/, ""));
  const link = heads.urls.map((at) => readLink(linked(row[at] ?? "").url ?? row[at] ?? ""))
    .find((one) => one !== null)?.href ??
    named.url ?? titled.url ??
    (first(heads.urls) || undefined);
  const description = first(heads.descriptions);
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

/** A cell whose text is a link in the way of a spreadsheet, Markdown or a wiki, or a bare one. */
function linked(cell: string): { readonly text: string; readonly url?: string } {
  const formula = /^=HYPERLINK\(\s*"([^"]*)"\s*(?:[,;]\s*"([^"]*)"\s*)?\)$/i.exec(cell);
  const markup = /^\[([^\]|]*)(?:\]\(|\|)(https?:\/\/[^\s)\]|]+)[)\]]$/i.exec(cell);
  const [url, text] = formula !== null
    ? [formula[1], formula[2]]
    : markup !== null
    ? [markup[2], markup[1]]
    : [cell, undefined];
  const link = readLink(url ?? "");
  if (link === null) return { text: text ?? cell };
  return { text: text ?? idOfLink(link) ?? cell, url: link.href };
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
