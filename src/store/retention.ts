/** How long results are kept: sessions that ended longer ago are forgotten, at the start and once a day. */
import type { Clock } from "./clock.ts";
import { type Journal, JournalFailure } from "./journal.ts";
import type { Log } from "./log.ts";

/** How often it is looked, in milliseconds. */
export const PRUNE_EVERY_MS = 24 * 60 * 60 * 1_000;

/** Sessions forgotten at once, and the pause before the next ones: rooms are served in between. */
export const PRUNE_SESSIONS = 100;
export const PRUNE_PAUSE_MS = 100;

export interface RetentionOptions {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Log;
  /** In milliseconds; 0: for ever. */
  readonly keep_ms: number;
}

/** Forgets what is too old from now on, until the returned function is called. */
export function keepFor({ journal, clock, log, keep_ms }: RetentionOptions): () => void {
  let cancel = () => {};
  let pruned = 0;
  if (keep_ms === 0) return cancel;

  function prune(): void {
    const more = pruneSome();
    if (!more && pruned > 0) {
      log.info("results_pruned", { sessions: pruned });
      pruned = 0;
    }
    cancel = clock.after(more ? PRUNE_PAUSE_MS : PRUNE_EVERY_MS, prune);
  }

  function pruneSome(): boolean {
    try {
      const count = journal.prune(clock.now() - keep_ms, PRUNE_SESSIONS);
      pruned += count;
      return count === PRUNE_SESSIONS;
    } catch (error) {
      if (!(error instanceof JournalFailure)) throw error;
      log.warn("results_not_pruned", { reason: error.fault });
      return false;
    }
  }

  cancel = clock.after(PRUNE_PAUSE_MS, prune);
  return () => cancel();
}
