/** Rows and cells of a text: line ends, and what parts the cells, are found here; a library reads the rest. Pure. */
import { parse } from "@std/csv/parse";
import { mendQuotes } from "./mend_quotes.ts";

export type Rows = readonly (readonly string[])[];

export const SEPARATORS = [",", ";", "\t", "|"] as const;

/** What parts cells for somebody who has all others in a title. */
export const RARE_SEPARATORS: readonly string[] = ["^", "~", "，", "；"];

/** How much of a text decides on what parts its cells, in UTF-16 units. */
const SAMPLE_LENGTH = 64 * 1024;

/** Lines end with \n, whatever ended them, and none begins with a byte order mark, as where files were put together. */
export function withLineFeeds(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(/^(?:\uFEFF|ï»¿)+/gm, "");
}

/** Lines of which each is one quoted cell, as a spreadsheet saves a table that it took for one column. */
export function unwrapLines(text: string): string | null {
  if (!/^\s*"[^"\n]*[,;\t|]/.test(text)) return null;
  const unwrapped = text.split("\n").map((line) =>
    /^"[^"]*(?:""[^"]*)*"$/.test(line) ? line.slice(1, -1).replaceAll('""', '"') : line
  ).join("\n");
  return unwrapped === text ? null : unwrapped;
}

/** Columns that are parted by blanks, as programs print them; null where lines have none. */
export function splitAligned(text: string): Rows | null {
  const lines = text.split("\n");
  if (!lines.some((line) => /^\S/.test(line) && / {2}\S/.test(line))) return null;
  const filled = lines.filter((line) => !/^[\s=-]*$/.test(line));
  const [head = [], ...rows] = filled.map((line) => line.trim().split(/ {2,}/));
  // above row numbers there is no head
  const isNumbered = /^ /.test(filled[0] ?? "") && rows.every((row) => row.length > head.length);
  return [isNumbered ? ["", ...head] : head, ...rows];
}

/** The line that has what parts the cells, for a spreadsheet, `sep=;`, and what is below it. */
export function splitSepLine(
  text: string,
): { readonly separator: string; readonly text: string } | null {
  const found = /^\s*"?sep=([^\n"])"?[ \t]*(?:\n|$)/i.exec(text);
  if (found === null) return null;
  return { separator: found[1] ?? ",", text: text.slice(found[0].length) };
}

/** Rows with anything in them, cells trimmed. `width`: how many cells each should have. */
export function readRows(text: string, separator: string, width?: number): Rows {
  const rows = parseRows(text, separator);
  return trimmed(width === undefined ? rows : rows.map(folding(rows, width, separator)));
}

function parseRows(text: string, separator: string): Rows {
  return parse(mendQuotes(text, separator), { separator, lazyQuotes: true });
}

function trimmed(rows: Rows): Rows {
  return rows.map((row) => row.map((cell) => cell.trim()))
    .filter((row) => row.some((cell) => cell !== ""));
}

/** What has the commas of a sentence without quotes around it is one cell: behind each of them is a blank. */
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

/** The first rows: enough to judge the whole by. */
export function readFirstRows(text: string, separator: string): Rows {
  const sample = text.slice(0, SAMPLE_LENGTH);
  const whole = text.length <= SAMPLE_LENGTH
    ? text
    : sample.slice(0, sample.lastIndexOf("\n") + 1) || sample;
  const rows = parseRows(whole, separator);
  return trimmed(rows.map(folding(rows, commonWidth(trimmed(rows)), separator)));
}

/** How many cells most rows have; of two that are equally many the smaller. */
export function commonWidth(rows: Rows): number {
  const counts = new Map<number, number>();
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1);
  return [...counts].toSorted(([a, one], [b, other]) => other - one || a - b)[0]?.[0] ?? 0;
}

/** A line of dashes below heads whose columns have their places, as consoles print them; PowerShell, SQL, RST. */
const RULED = /^ *[-=]+(?: +[-=]+)+ *$/;

/** No console prints more columns. */
const RULED_COLUMNS_MAX = 100;

/** Columns that begin where the dashes below their heads do; null where there are none. */
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
