/** Rows and cells of a text: line ends, and what parts the cells, are found here; a library reads the rest. Pure. */
import { parse } from "@std/csv/parse";
import { mendQuotes } from "./mend_quotes.ts";

export type Rows = readonly (readonly string[])[];

export const SEPARATORS = [",", ";", "\t", "|"] as const;

/** How much of a text decides on what parts its cells, in UTF-16 units. */
const SAMPLE_LENGTH = 64 * 1024;

/** Lines end with \n, whatever ended them, and no byte order mark is in front. */
export function withLineFeeds(text: string): string {
  return text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
}

/** The line that has what parts the cells, for a spreadsheet, `sep=;`, and what is below it. */
export function splitSepLine(
  text: string,
): { readonly separator: string; readonly text: string } | null {
  const found = /^\s*"?sep=([^\n"])"?[ \t]*(?:\n|$)/i.exec(text);
  if (found === null) return null;
  return { separator: found[1] ?? ",", text: text.slice(found[0].length) };
}

/** Rows with anything in them, cells trimmed. */
export function readRows(text: string, separator: string): Rows {
  return parse(mendQuotes(text, separator), { separator, lazyQuotes: true })
    .map((row) => row.map((cell) => cell.trim()))
    .filter((row) => row.some((cell) => cell !== ""));
}

/** The first rows: enough to judge the whole by. */
export function readFirstRows(text: string, separator: string): Rows {
  if (text.length <= SAMPLE_LENGTH) return readRows(text, separator);
  const sample = text.slice(0, SAMPLE_LENGTH);
  return readRows(sample.slice(0, sample.lastIndexOf("\n") + 1) || sample, separator);
}
