/** A session's results as rows of plain values, one for each revealed ballot: what every table is made of. */
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
  /** "Ana: 5, Bob: 8", or where single votes are not kept "5 x2, 8". */
  readonly votes: string;
  /** ISO 8601. */
  readonly revealed_at: string;
  /** Where the ticket is to be read. */
  readonly url: string;
  /** What is to be remembered about it; it may have several lines. */
  readonly note: string;
  /** The card nearest to what was played [R13]. */
  readonly suggestion: string;
}

/** What the columns of a table for people are called. */
export const HEADS: readonly string[] = [
  ...["Ticket", "Title", "Estimate", "Votes"],
  ...["Mean", "Median", "Suggestion", "Consensus"],
];

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

/** "Ana: 5, Bob: 8"; without single votes, how many played what. */
function votesOf({ votes, summary }: RevealedBallot): string {
  if (votes !== undefined) return votes.map(({ name, card }) => `${name}: ${card}`).join(", ");
  return playedOf(summary);
}

/** "5 x2, 8": how many played which card, in the deck's order. */
export function playedOf(
  { counts, counted_apart: countedApart }: Pick<Summary, "counts" | "counted_apart">,
): string {
  return [...counts, ...countedApart]
    .map(({ card, count }) => count === 1 ? card : `${card} x${count}`).join(", ");
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 100) / 100;
}
