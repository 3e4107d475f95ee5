/** Formats a session's results as a Markdown table. Pure. */
import type { RevealedBallot } from "../client/types.ts";
import { HEADS, playedOf, rowsOf } from "./rows.ts";

const WITH_NOTE = [...HEADS, "Note"];

/** A table with one row for each revealed ballot. */
export function toMarkdown(ballots: readonly RevealedBallot[]): string {
  const rows = rowsOf(ballots).map((row, n) => [
    markdownLink(row.ticket, row.url) +
    markdownCell(row.attempt === 1 ? "" : ` (attempt ${row.attempt})`),
    ...[
      row.title,
      row.estimate,
      playedOf(ballots[n]?.summary ?? { counts: [], counted_apart: [] }),
      row.mean === null ? "" : String(row.mean),
      row.median === null ? "" : String(row.median),
      row.suggestion,
      row.consensus ? "yes" : "no",
      row.note,
    ].map(markdownCell),
  ]);
  return [WITH_NOTE, WITH_NOTE.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}

/**
 * Escapes a text for a cell, so that nothing in it is markup or ends the cell or line. GitHub and GitLab turn bare
 * addresses into links, so their colon, or the dot after `www`, is escaped, too.
 */
export function markdownCell(text: string): string {
  return text.replace(/[\r\n]+/g, " ")
    .replace(/[\\`*_{}[\]()<>#+!|~&@$^]|:(?=\/\/)|(?<=www)\./gi, "\\$&");
}

/** A cell's text as a link to `url`; without a link if `url` is not http or https. */
export function markdownLink(text: string, url: string): string {
  const shown = markdownCell(text);
  return /^https?:\/\//i.test(url) ? `[${shown}](${markdownAddress(url)})` : shown;
}

/**
 * Encodes an address, so that nothing in it ends the link, the cell or the line, or begins a code span or a formula.
 * A `&` that would begin a character reference becomes one itself.
 */
function markdownAddress(url: string): string {
  return url.replace(/[^\w\-.~:/?#@!&'*+,;=%]/gu, percentEncoded)
    .replace(/&(?=#?[a-z\d]+;)/gi, "&amp;");
}

function percentEncoded(character: string): string {
  return Array.from(
    new TextEncoder().encode(character),
    (byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`,
  ).join("");
}
