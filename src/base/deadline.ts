/**
 * A deadline that is put off far more often than it is met. A timer of the runtime that is cancelled wakes its thread
 * all the same at the time that it was for; this one is left to run, and then waits for what is left.
 */
import type { Clock } from "./clock.ts";

export class Deadline {
  readonly #clock: Pick<Clock, "now" | "after">;
  readonly #run: () => void;
  /** When it is; null: never, as things are. */
  #at: number | null = null;
  #timer: { readonly at: number; readonly cancel: () => void } | null = null;

  constructor(clock: Pick<Clock, "now" | "after">, run: () => void) {
    this.#clock = clock;
    this.#run = run;
  }

  /** It is so many milliseconds from now, and no longer when it was. */
  set(ms: number): void {
    const at = this.#at = this.#clock.now() + ms;
    if (this.#timer !== null && this.#timer.at <= at) return;
    this.#timer?.cancel();
    this.#wait(ms);
  }

  /** There is none until it is set again, and no timer. Any number of times. */
  cancel(): void {
    this.#at = null;
    this.#timer?.cancel();
    this.#timer = null;
  }

  #wait(ms: number): void {
    const cancel = this.#clock.after(ms, () => {
      this.#timer = null;
      if (this.#at === null) return;
      const left = this.#at - this.#clock.now();
      if (left > 0) return this.#wait(left);
      this.#at = null;
      this.#run();
    });
    this.#timer = { at: this.#clock.now() + ms, cancel };
  }
}
