/** Splits a text into rows and cells: CSV and its variants, and columns aligned by spaces. Pure. */
import { parse } from "@std/csv/parse";
import { mendQuotes } from "./mend_quotes.ts";

export type Rows = readonly (readonly string[])[];

export const SEPARATORS = [",", ";", "\t", "|"] as const;

/** Separators of people whose titles contain all the usual ones. */
export const RARE_SEPARATORS: readonly string[] = ["^", "~", "，", "；"];

/** How much of a text is examined to find its separator, in UTF-16 units. */
const SAMPLE_LENGTH = 64 * 1024;

/** The text with \n as its line ends, and without byte order marks, which concatenated files have within. */
export function withLineFeeds(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(/^(?:\uFEFF|ï»¿)+/gm, "");
}

/**
 * Unquotes lines that are one quoted cell each, as a spreadsheet saves a table that it took for one column; null: none
 * is.
 */
export function unwrapLines(text: string): string | null {
  if (!/^\s*"[^"\n]*[,;\t|]/.test(text)) return null;
  const unwrapped = text.split("\n").map((line) =>
    /^"[^"]*(?:""[^"]*)*"$/.test(line) ? line.slice(1, -1).replaceAll('""', '"') : line
  ).join("\n");
  return unwrapped === text ? null : unwrapped;
}

/** Splits columns that are separated by two spaces or more, as programs print them; null if there are none. */
export function splitAligned(text: string): Rows | null {
  const lines = text.split("\n");
  if (!lines.some((line) => /^\S/.test(line) && / {2}\S/.test(line))) return null;
  const filled = lines.filter((line) => !/^[\s=-]*$/.test(line));
  const [header = [], ...rows] = filled.map((line) => line.trim().split(/ {2,}/));
  // the column of row numbers has no name
  const isNumbered = /^ /.test(filled[0] ?? "") && rows.every((row) => row.length > header.length);
  return [isNumbered ? ["", ...header] : header, ...rows];
}

/** Splits off the line that tells a spreadsheet the separator, `sep=;`; null if there is none. */
export function splitSepLine(
  text: string,
): { readonly separator: string; readonly text: string } | null {
  const found = /^\s*"?sep=([^\n"])"?[ \t]*(?:\n|$)/i.exec(text);
  if (found === null) return null;
  return { separator: found[1] ?? ",", text: text.slice(found[0].length) };
}

/** The rows that are neither empty nor dashes below a header, cells trimmed. `width`: how many each should have. */
export function readRows(text: string, separator: string, width?: number): Rows {
  const rows = parseRows(text, separator);
  return trimmed(width === undefined ? rows : rows.map(folding(rows, width, separator)));
}

function parseRows(text: string, separator: string): Rows {
  return parse(mendQuotes(text, separator), { separator, lazyQuotes: true });
}

function trimmed(rows: Rows): Rows {
  return rows.map((row) => row.map((cell) => cell.trim()))
    .filter((row) => row.some((cell) => !/^[-=]*$/.test(cell)));
}

/** Joins the cells of rows that are too wide, because an unquoted sentence has commas, each followed by a space. */
function folding(rows: Rows, width: number, separator: string) {
  const isSpaced = rows.some((row) =>
    row.length === width && row.some((cell) => /^ \S/.test(cell))
  );
  return (row: readonly string[]): readonly string[] => {
    if (isSpaced || row.length <= width) return row;
    const cells: string[] = [];
    for (const [at, cell] of row.entries()) {
      const left = row.length - at;
      const isMore = cells.length > 0 && cells.length + left > width && /^ \S/.test(cell);
      if (isMore) cells.push(`${cells.pop()}${separator}${cell}`);
      else cells.push(cell);
    }
    return cells;
  };
}

/** The rows of a sample, from the beginning of the text. */
export function readFirstRows(text: string, separator: string): Rows {
  const sample = text.slice(0, SAMPLE_LENGTH);
  const whole = text.length <= SAMPLE_LENGTH
    ? text
    : sample.slice(0, sample.lastIndexOf("\n") + 1) || sample;
  const rows = parseRows(whole, separator);
  return trimmed(rows.map(folding(rows, commonWidth(trimmed(rows)), separator)));
}

/** The most common number of cells; of two equally common ones the smaller. */
export function commonWidth(rows: Rows): number {
  const counts = new Map<number, number>();
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1);
  return [...counts].toSorted(([a, one], [b, other]) => other - one || a - b)[0]?.[0] ?? 0;
}

/** A line of dashes below a header, as PowerShell, SQL consoles and RST have it. */
const RULED = /^ *[-=]+(?: +[-=]+)+ *$/;

/** With more columns it is no table. */
const RULED_COLUMNS_MAX = 100;

/** Splits lines where the dashes below the header begin; null if there are none. */
export function splitRuled(text: string): Rows | null {
  const lines = text.split("\n");
  const at = lines.findIndex((line, at) =>
    RULED.test(line) && (lines[at - 1] ?? "").trim() !== "" && !RULED.test(lines[at - 1] ?? "")
  );
  if (at < 1) return null;
  const starts = [...(lines[at] ?? "").matchAll(/[-=]+/g)].map(({ index }) => index);
  if (starts.length > RULED_COLUMNS_MAX) return null;
  const rows = lines.slice(at - 1).filter((line) => !RULED.test(line) && line.trim() !== "");
  const isAcross = (line: string) =>
    starts.some((start) => start > 0 && line.length > start && line[start - 1] !== " ");
  return rows.map((line) =>
    isAcross(line)
      ? [line.trim()]
      : starts.map((start, column) =>
        line.slice(column === 0 ? 0 : start, starts[column + 1] ?? line.length).trim()
      )
  );
}
