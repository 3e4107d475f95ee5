/**
 * A deadline that is usually postponed before it is reached. In Deno a cancelled timer still wakes its thread at its
 * time; so this timer is left running, and then waits for the rest.
 */
import type { Clock } from "./clock.ts";

export class Deadline {
  readonly #clock: Pick<Clock, "now" | "after">;
  readonly #run: () => void;
  /** When it is; null: not set. */
  #at: number | null = null;
  #timer: { readonly at: number; readonly cancel: () => void } | null = null;

  constructor(clock: Pick<Clock, "now" | "after">, run: () => void) {
    this.#clock = clock;
    this.#run = run;
  }

  /** Moves it to `ms` milliseconds from now. */
  set(ms: number): void {
    const at = this.#at = this.#clock.now() + ms;
    if (this.#timer !== null && this.#timer.at <= at) return;
    this.#timer?.cancel();
    this.#wait(ms);
  }

  /** Unsets it, and stops the timer. Idempotent. */
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
