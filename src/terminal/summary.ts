/** What stays in the scrollback after the live view: how the session ended, and its results. Pure. */
import type { Closed, Ended, RevealedBallot } from "../client/mod.ts";
import { playedOf } from "../results/mod.ts";
import type { Glyphs } from "./glyphs.ts";
import { wrap } from "../base/wrap.ts";
import { cut, cutText, EMPTY, fit, type Line, line, span } from "./span.ts";
import { columns } from "../protocol/columns.ts";
import { round } from "./view_outcome.ts";

/** The minimal widths of these columns: with the numbers, the table has 40 columns. */
const TICKET_WIDTH_MIN = 8;
const VOTES_WIDTH_MIN = 6;

export interface Outcome {
  readonly room_id: string;
  readonly ending: Ended | Closed;
  readonly ballots: readonly RevealedBallot[];
  /** How many ballots were revealed in the room, as far as it was known. */
  readonly results_count: number;
}

interface SummaryOptions {
  readonly columns: number;
  readonly glyphs: Glyphs;
}

/** How the session ended, and its results, in lines of at most this width. */
export function summary(outcome: Outcome, options: SummaryOptions): readonly Line[] {
  const words = wrap(farewell(outcome), options.columns);
  return [
    ...words.map((text) => line(span(text, "strong"))),
    ...resultLines(outcome.ballots, options),
  ].map((spans) => cut(spans, options.columns, ""));
}

/** How the session ended, in a sentence or two. */
function farewell({ room_id: roomId, ending }: Outcome): string {
  if (ending.state === "ended") {
    switch (ending.reason) {
      case "admin_left":
        return `The admin left. Room ${roomId} is closed.`;
      case "ended_by_admin":
        return `The admin ended the session in room ${roomId}.`;
      case "idle":
        return `Nothing happened in room ${roomId} for a long time: it is closed.`;
      case "server_stopping":
        return `The server is stopping. Room ${roomId} is closed.`;
      default:
        return `Room ${roomId} is closed.`;
    }
  }
  switch (ending.advice) {
    case "resume":
      return ending.code === "closed"
        ? `You are out of room ${roomId}. Your seat is kept for a while: join it again to come back.`
        : `${ending.message} (room ${roomId})`;
    case "none":
      return ending.code === "left" ? `You left room ${roomId}.` : `${ending.message} (${roomId})`;
    default:
      return `${ending.message} (room ${roomId})`;
  }
}

/** A sentence about revealed ballots that are not in the results; null: all are. */
export function missing({ ending, ballots, results_count: revealed }: Outcome): string | null {
  const isWhole = ending.state === "ended" && ending.results !== null;
  const count = isWhole ? ending.missing_ballots ?? 0 : revealed - ballots.length;
  if (count <= 0) return null;
  const lacking = count === 1 ? "1 ballot is" : `${count} ballots are`;
  return `${lacking} missing in these results: the connection ended before all could be fetched.`;
}

/** Whether the session ended because somebody wanted it to. */
export function endedWell({ ending }: Outcome): boolean {
  return ending.state === "ended" || ending.code === "left" || ending.code === "closed";
}

/** The results as a table of at most this width. */
function resultLines(
  ballots: readonly RevealedBallot[],
  { columns: width, glyphs }: SummaryOptions,
): Line[] {
  if (ballots.length === 0) return [];
  const heads = ["Ticket", "Votes", "Mean", "Median", "Estimate"];
  const rows = ballots.map((ballot) => rowOf(ballot, glyphs));
  const estimated = ballots.some(({ estimate }) => estimate !== undefined);
  const used = estimated ? 5 : 4;
  const cells = [heads, ...rows].map((row) => row.slice(0, used));
  const widths = heads.slice(0, used).map((_, column) =>
    Math.max(...cells.map((row) => columns(row[column] ?? "")))
  );
  // narrows first the columns with people's texts, then the one with the votes
  for (const [column, min] of [[0, TICKET_WIDTH_MIN], [1, VOTES_WIDTH_MIN]] as const) {
    const surplus = widths.reduce((sum, each) => sum + each + 2, -2) - width;
    const wide = widths[column] ?? 0;
    widths[column] = Math.max(Math.min(min, wide), wide - Math.max(0, surplus));
  }
  return [
    EMPTY,
    ...cells.map((row, at) =>
      row.flatMap((cell, column) => {
        const wide = widths[column] ?? 0;
        const style = at === 0 ? "dim" : column === 4 ? "strong" : "plain";
        return fit(line(span(cutText(cell, wide, glyphs.ellipsis), style)), wide + 2, "");
      })
    ),
  ];
}

function rowOf(ballot: RevealedBallot, { dot }: Glyphs): string[] {
  const { ticket_id, title, attempt, summary: { mean, median }, estimate = "" } = ballot;
  const again = attempt > 1 ? ` (attempt ${attempt})` : "";
  return [
    `${ticket_id}${again}${title === undefined ? "" : ` ${dot} ${title}`}`,
    playedOf(ballot.summary) || "none",
    mean === null ? "-" : round(mean),
    median === null ? "-" : round(median),
    estimate,
  ];
}
