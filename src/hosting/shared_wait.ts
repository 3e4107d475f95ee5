/** A timeout for many objects: those that begin to wait at the same time share one timer. */
import type { Clock } from "../base/clock.ts";

interface Waiting<One> {
  readonly all: Set<One>;
  cancel: () => void;
}

export class SharedWait<One> {
  readonly #clock: Pick<Clock, "after">;
  readonly #ms: number;
  readonly #over: (one: One) => void;
  readonly #waiting = new Map<One, Waiting<One>>();

  /** Calls `over` for each that has waited for `ms` milliseconds. */
  constructor(clock: Pick<Clock, "after">, ms: number, over: (one: One) => void) {
    this.#clock = clock;
    this.#ms = ms;
    this.#over = over;
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  /** Starts the wait. None of them may be waiting already. */
  begin(ones: readonly One[]): void {
    if (ones.length === 0) return;
    const all = new Set(ones);
    const cancel = this.#clock.after(this.#ms, () => {
      for (const one of [...all]) {
        this.end(one);
        this.#over(one);
      }
    });
    const waiting = { all, cancel };
    for (const one of ones) this.#waiting.set(one, waiting);
  }

  /** Cancels the wait of one. Idempotent. */
  end(one: One): void {
    const waiting = this.#waiting.get(one);
    if (waiting === undefined) return;
    this.#waiting.delete(one);
    waiting.all.delete(one);
    if (waiting.all.size === 0) waiting.cancel();
  }

  /** Cancels all. Idempotent. */
  close(): void {
    for (const one of [...this.#waiting.keys()]) this.end(one);
  }
}
