/**
 * Timers that wake their thread once for all that is due at the same millisecond. What is due every so often falls on
 * the same moments (`untilBeat`); a timer for each would be made, run and looked after by the runtime by itself.
 */
import type { Clock } from "./clock.ts";

interface Due {
  readonly runs: Set<() => void>;
  readonly cancel: () => void;
}

export class SharedTimers {
  readonly #clock: Pick<Clock, "now" | "after" | "soon">;
  /** By when it is. */
  readonly #due = new Map<number, Due>();

  constructor(clock: Pick<Clock, "now" | "after" | "soon">) {
    this.#clock = clock;
  }

  /** As the clock's own. */
  after(ms: number, run: () => void): () => void {
    const at = this.#clock.now() + Math.ceil(ms);
    const due = this.#due.get(at) ?? this.#begin(at, ms);
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
      for (const run of runs) this.#run(run);
    });
    const due = { runs, cancel };
    this.#due.set(at, due);
    return due;
  }

  /** What throws is an uncaught error, as in a timer of its own; the others are due all the same. */
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
