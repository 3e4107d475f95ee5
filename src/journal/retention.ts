/** Deletes the results of sessions that ended too long ago, at the start and once a day. */
import type { Clock } from "../base/clock.ts";
import { JournalFailure, type Prunable } from "./journal.ts";
import type { Log } from "../base/log.ts";

/** How often old results are deleted, in milliseconds. */
export const PRUNE_EVERY_MS = 24 * 60 * 60 * 1_000;

/** Rows deleted at once, and the pause before the next ones, in milliseconds, in which rooms are served. */
export const PRUNE_ROWS = 1_000;
export const PRUNE_PAUSE_MS = 100;

interface RetentionOptions {
  /** The files with results, which are pruned one after the other. */
  readonly kept: readonly Prunable[];
  readonly clock: Clock;
  readonly log: Log;
  /** How long results are kept, in milliseconds; 0: for ever. */
  readonly keepMs: number;
}

/** Prunes from now on, until the returned function is called. */
export function keepFor({ kept, clock, log, keepMs }: RetentionOptions): () => void {
  let cancel = () => {};
  let left: readonly Prunable[] = kept;
  let pruned = 0;
  if (keepMs === 0) return cancel;

  function prune(): void {
    const [next, ...others] = left;
    if (next !== undefined && !pruneSome(next)) left = others;
    if (left.length > 0) {
      cancel = clock.after(PRUNE_PAUSE_MS, prune);
      return;
    }
    if (pruned > 0) log.info("results_pruned", { sessions: pruned });
    pruned = 0;
    left = kept;
    cancel = clock.after(PRUNE_EVERY_MS, prune);
  }

  /** Returns whether there is more to delete, and deleting works. */
  function pruneSome(results: Prunable): boolean {
    try {
      const { sessions, more } = results.prune(clock.wall() - keepMs, PRUNE_ROWS);
      pruned += sessions;
      return more;
    } catch (error) {
      if (!(error instanceof JournalFailure)) throw error;
      log.warn("results_not_pruned", { reason: error.fault });
      return false;
    }
  }

  cancel = clock.after(PRUNE_PAUSE_MS, prune);
  return () => cancel();
}
