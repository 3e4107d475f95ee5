/**
 * Counts of a history, updated as it grows so that nothing has to walk all of it: votes, attempts at each ticket, and
 * the numbers of ballots without a ticket. It can be computed from the history, and is never saved.
 */
import type { RevealedBallot } from "./state.ts";

export interface HistoryTally {
  /** Votes in the history [R12]. */
  readonly votes: number;
  /** How many ballots, the oldest, have had their votes dropped. */
  readonly bare: number;
  /** The highest N of the ballots called `Vote N` [R11a]. */
  readonly unnamed: number;
  /**
   * The last attempt at each ticket, newest first, in a list of maps that grow in size: adding a ballot copies few
   * entries, and a look-up asks few maps (as in a log-structured merge tree).
   */
  readonly attempts: readonly ReadonlyMap<string, number>[];
}

/** The tally of an empty history. */
export const NOTHING_COUNTED: HistoryTally = { votes: 0, bare: 0, unnamed: 0, attempts: [] };

/** The tally with one more ballot at the end of the history. */
export function counted(tally: HistoryTally, ballot: RevealedBallot): HistoryTally {
  const { ticket: { ticket_id }, attempt, votes } = ballot;
  return {
    votes: tally.votes + (votes?.length ?? 0),
    bare: tally.bare + (votes === null ? 1 : 0),
    unnamed: Math.max(tally.unnamed, numberOf(ticket_id)),
    attempts: withAttempt(tally.attempts, ticket_id, attempt),
  };
}

/** The number of the last revealed attempt at this ticket; 0: there is none. */
export function attemptAt({ attempts }: HistoryTally, ticketId: string): number {
  for (const some of attempts) {
    const attempt = some.get(ticketId);
    if (attempt !== undefined) return attempt;
  }
  return 0;
}

/** The N of `Vote N`; 0 for any other id. */
export function numberOf(ticketId: string): number {
  return Number(UNNAMED.exec(ticketId)?.[1] ?? 0);
}

/** At most 9 digits, so that N + 1 is exact. */
const UNNAMED = /^Vote (\d{1,9})$/;

function withAttempt(
  attempts: HistoryTally["attempts"],
  ticketId: string,
  attempt: number,
): HistoryTally["attempts"] {
  let newest = new Map([[ticketId, attempt]]);
  let older = attempts;
  for (let next = older[0]; next !== undefined && next.size <= newest.size; next = older[0]) {
    const together = new Map(next);
    for (const [id, last] of newest) together.set(id, last);
    newest = together;
    older = older.slice(1);
  }
  return [newest, ...older];
}
