/** Turns a session's results into rows of plain values, one for each revealed ballot, for every table. Pure. */
import type { RevealedBallot, Summary } from "../client/types.ts";

export interface Row {
  readonly ticket: string;
  readonly title: string;
  readonly attempt: number;
  /** What the team settled on. */
  readonly estimate: string;
  readonly mean: number | null;
  readonly median: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly consensus: boolean;
  /** "Ana: 5, Bob: 8", or "5 x2, 8" if single votes were not kept [R12]. */
  readonly votes: string;
  /** ISO 8601. */
  readonly revealed_at: string;
  /** The ticket's page; "" if none is known. */
  readonly url: string;
  /** May have several lines. */
  readonly note: string;
  /** The card nearest to the votes; "" if there is none [R13]. */
  readonly suggestion: string;
}

/** The names of the columns in tables for people. */
export const HEADS: readonly string[] = [
  "Ticket",
  "Title",
  "Estimate",
  "Votes",
  "Mean",
  "Median",
  "Suggestion",
  "Consensus",
];

/** The rows, in the order of the ballots. */
export function rowsOf(ballots: readonly RevealedBallot[]): readonly Row[] {
  return ballots.map(rowOf);
}

function rowOf(ballot: RevealedBallot): Row {
  const { ticket_id, title = "", attempt, estimate = "", summary, revealed_at } = ballot;
  const { url = "", note = "" } = ballot;
  const { mean, median, min, max, consensus, suggestion } = summary;
  return {
    ticket: ticket_id,
    title,
    attempt,
    estimate,
    mean: rounded(mean),
    median: rounded(median),
    min,
    max,
    consensus,
    votes: votesOf(ballot),
    revealed_at: new Date(revealed_at).toISOString(),
    url,
    note,
    suggestion: suggestion ?? "",
  };
}

function votesOf({ votes, summary }: RevealedBallot): string {
  if (votes !== undefined) return votes.map(({ name, card }) => `${name}: ${card}`).join(", ");
  return playedOf(summary);
}

/** How often each card was played, in the deck's order: "5 x2, 8". */
export function playedOf(
  { counts, counted_apart: countedApart }: Pick<Summary, "counts" | "counted_apart">,
): string {
  return [...counts, ...countedApart]
    .map(({ card, count }) => count === 1 ? card : `${card} x${count}`).join(", ");
}

/** To two decimals. */
function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 100) / 100;
}
