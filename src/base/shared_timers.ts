/**
 * Timers that are due in the same millisecond share one timer of the runtime, and wake their thread once. `untilBeat`
 * of clock.ts makes periodic ones due at the same moments.
 */
import type { Clock } from "./clock.ts";

interface Due {
  readonly runs: Set<() => void>;
  readonly cancel: () => void;
}

export class SharedTimers {
  readonly #clock: Pick<Clock, "now" | "after" | "soon">;
  /** By the millisecond on the steady clock. */
  readonly #due = new Map<number, Due>();

  constructor(clock: Pick<Clock, "now" | "after" | "soon">) {
    this.#clock = clock;
  }

  /** The same as `Clock.after`. */
  after(ms: number, run: () => void): () => void {
    const wholeMs = Math.ceil(ms);
    const at = this.#clock.now() + wholeMs;
    const due = this.#due.get(at) ?? this.#begin(at, wholeMs);
    const once = () => run(); // the same function may be due twice
    due.runs.add(once);
    return () => {
      due.runs.delete(once);
      if (due.runs.size > 0 || this.#due.get(at) !== due) return;
      this.#due.delete(at);
      due.cancel();
    };
  }

  #begin(at: number, ms: number): Due {
    const runs = new Set<() => void>();
    const cancel = this.#clock.after(ms, () => {
      this.#due.delete(at);
      for (const run of runs) {
        runs.delete(run); // whoever keeps its `cancel` would keep all that the others refer to
        this.#run(run);
      }
    });
    const due = { runs, cancel };
    this.#due.set(at, due);
    return due;
  }

  /** An error is rethrown as uncaught, as from a timer of its own, and the others still run. */
  #run(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#clock.soon(() => {
        throw error;
      });
    }
  }
}
