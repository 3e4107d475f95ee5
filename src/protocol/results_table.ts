/**
 * A session's results as a table for a terminal [R16, P1]. It has to fit 80 columns, so notes, links and suggestions
 * are only in the exports.
 */
import { assertNever, type EndReason, type Results, type RevealedBallot } from "../room/state.ts";
import type { Summary } from "../room/summary.ts";
import { columns } from "./columns.ts";

/** The most ballots in the table; the log has all. */
export const TABLE_ROWS_MAX = 50;

/** The reason why the session ended, and a row for each revealed ballot. */
export function resultsTable(reason: EndReason, results: Results): string {
  const { ballots } = results;
  const opening = `🏁 ${sentence(reason)} Room ${results.room_id} is closed.`;
  if (ballots.length === 0) return `${opening}\n\nNo ticket was estimated.`;
  const leftOut = ballots.length - TABLE_ROWS_MAX;
  const rows = ballots.slice(-TABLE_ROWS_MAX).map(row);
  return [
    opening,
    "",
    leftOut > 0
      ? `Session results (the last ${TABLE_ROWS_MAX} of ${ballots.length} ballots)`
      : "Session results",
    "",
    ...table([["Ticket", "Votes", "Mean", "Median", "Range", "Consensus"], ...rows]),
  ].join("\n");
}

/** Why a room ended, as members are sent it. */
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
    mean === null ? "-" : `${mean}`,
    median === null ? "-" : `${median}`,
    min === null || max === null ? "-" : min === max ? `${min}` : `${min} to ${max}`,
    consensus ? "yes" : "no",
  ];
}

/** "5 x2, 8": how often each card was played, in the deck's order. */
function votesOf({ counts, counted_apart: countedApart }: Summary): string {
  return [...counts, ...countedApart]
    .map(({ card, count }) => count === 1 ? card : `${card} x${count}`).join(", ");
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
