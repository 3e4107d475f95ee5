/** A session's results as a small table for a terminal [R16, P1]. */
import stringWidth from "string-width";
import { assertNever, type EndReason, type Results, type RevealedBallot } from "../room/state.ts";
import type { Summary } from "../room/summary.ts";

/** Ballots a terminal is shown; the log line and later pages have them all. */
const ROWS_MAX = 50;

/** Why the session ended, then a row for each revealed ballot. */
export function resultsTable(reason: EndReason, results: Results): string {
  const { ballots } = results;
  const opening = `🏁 ${sentence(reason)} Room ${results.room_id} is closed.`;
  if (ballots.length === 0) return `${opening}\n\nNo ticket was estimated.`;
  const left_out = ballots.length - ROWS_MAX;
  const rows = ballots.slice(-ROWS_MAX).map(row);
  return [
    opening,
    "",
    left_out > 0
      ? `Session results (the last ${ROWS_MAX} of ${ballots.length} ballots)`
      : "Session results",
    "",
    ...table([["Ticket", "Votes", "Mean", "Median", "Range", "Consensus"], ...rows]),
  ].join("\n");
}

/** Why a room ended, as members are told. */
export function sentence(reason: EndReason): string {
  switch (reason) {
    case "admin_left":
      return "The admin left.";
    case "ended_by_admin":
      return "The admin ended the session.";
    case "idle":
      return "Nothing happened here for a long time.";
    case "server_stopping":
      return "The server is stopping.";
    default:
      return assertNever(reason);
  }
}

function row(ballot: RevealedBallot): readonly string[] {
  const { ticket, attempt, summary } = ballot;
  const { mean, median, min, max, consensus } = summary;
  return [
    attempt === 1 ? ticket.ticket_id : `${ticket.ticket_id} (attempt ${attempt})`,
    votesOf(summary),
    mean === null ? "-" : round(mean),
    median === null ? "-" : round(median),
    min === null || max === null ? "-" : min === max ? `${min}` : `${min} to ${max}`,
    consensus ? "yes" : "no",
  ];
}

/** "5 x2, 8": how many played which card, the deck's order. */
function votesOf({ counts, counted_apart }: Summary): string {
  return [...counts, ...counted_apart]
    .map(({ card, count }) => count === 1 ? card : `${card} x${count}`).join(", ");
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/**
 * How many columns a terminal needs for it. Format characters that are shown (U+0600, the Arabic number
 * sign) count as a letter: `stringWidth` throws on one that stands alone.
 */
function columns(text: string): number {
  return stringWidth(text.replace(/(?![\u200C\u200D])\p{Cf}/gu, "x"));
}

/** Rows as lines with aligned columns. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const cells of rows) {
    cells.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, columns(cell));
    });
  }
  return rows.map((cells) =>
    cells.map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - columns(cell)))
      .join("  ").trimEnd()
  );
}
