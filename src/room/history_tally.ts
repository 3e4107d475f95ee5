/**
 * What is counted of a history as it grows, so that no round walks all of it: single votes, attempts at each ticket,
 * names given to ballots without one. It follows from the history alone, and is never saved.
 */
import type { RevealedBallot } from "./state.ts";

export interface HistoryTally {
  /** Single votes that the history keeps [R12]. */
  readonly votes: number;
  /** Ballots that have lost theirs: the oldest. */
  readonly bare: number;
  /** The highest N of a ballot called `Vote N` [R11a]. */
  readonly unnamed: number;
  /**
   * The last attempt at each ticket, the newest first: maps of which each is larger than the one before, so that one
   * more ballot copies few entries, and a ticket is looked for in few maps.
   */
  readonly attempts: readonly ReadonlyMap<string, number>[];
}

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

/** The last attempt at this ticket that was revealed; 0: there is none. */
export function attemptAt({ attempts }: HistoryTally, ticketId: string): number {
  for (const some of attempts) {
    const attempt = some.get(ticketId);
    if (attempt !== undefined) return attempt;
  }
  return 0;
}

/** N of `Vote N`; 0: it is called otherwise. */
export function numberOf(ticketId: string): number {
  return Number(UNNAMED.exec(ticketId)?.[1] ?? 0);
}

/** So many digits that one more is still a whole number. */
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
