/** A session's results as a Markdown table. Pure. */
import type { RevealedBallot } from "../client/types.ts";
import { playedOf, rowsOf } from "./rows.ts";

const HEADS = ["Ticket", "Title", "Estimate", "Votes", "Mean", "Median", "Consensus"];

export function toMarkdown(ballots: readonly RevealedBallot[]): string {
  const rows = rowsOf(ballots).map((row, n) => [
    row.attempt === 1 ? row.ticket : `${row.ticket} (attempt ${row.attempt})`,
    row.title,
    row.estimate,
    playedOf(ballots[n]?.summary ?? { counts: [], counted_apart: [] }),
    row.mean === null ? "" : String(row.mean),
    row.median === null ? "" : String(row.median),
    row.consensus ? "yes" : "no",
  ]);
  return [HEADS, HEADS.map(() => "---"), ...rows.map((cells) => cells.map(markdownCell))]
    .map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}

/** One cell: nothing in it is markup, ends the cell or the line, or makes a link, an image or HTML. */
export function markdownCell(text: string): string {
  return text.replace(/[\r\n]+/g, " ").replace(/[\\`*_{}[\]()<>#+!|~&@]/g, "\\$&");
}
