/** A session's results as a Markdown table. Pure. */
import type { RevealedBallot } from "../client/types.ts";
import { HEADS, playedOf, rowsOf } from "./rows.ts";

const WITH_NOTE = [...HEADS, "Note"];

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
 * One cell: nothing in it is markup, ends the cell or the line, or makes a link, an image, a formula or HTML.
 * Bare addresses are links where Markdown is read as GitHub and GitLab do: their colon, or the dot behind `www`,
 * is escaped.
 */
export function markdownCell(text: string): string {
  return text.replace(/[\r\n]+/g, " ")
    .replace(/[\\`*_{}[\]()<>#+!|~&@$^]|:(?=\/\/)|(?<=www)\./gi, "\\$&");
}

/** A text as a cell shows it, linked to an http or https address; with any other `url` it is the text alone. */
export function markdownLink(text: string, url: string): string {
  const shown = markdownCell(text);
  return /^https?:\/\//i.test(url) ? `[${shown}](${markdownAddress(url)})` : shown;
}

/**
 * An address in which nothing ends the link, the cell or the line, or begins a code span or a formula: all that
 * may is percent-encoded, and a `&` that would begin a character's name is given by its own.
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
