/**
 * Limits how many messages a connection sends [W6], with a token bucket of two numbers: there is one for each
 * connection.
 */

/** A burst may have the messages of so many seconds. */
export const BURST_SECONDS = 3;

// Credit is counted in thousandths of a message: milliseconds times the rate is then an integer, and fractions never
// add up to a little less than one message.
const MESSAGE = 1_000;

/** Allows `rate` messages a second, and bursts of BURST_SECONDS. */
export class MessageBudget {
  readonly #rate: number;
  #credit: number;
  #last: number;

  /** `rate` in messages a second, 0: no limit; `now` in milliseconds. It starts with a full burst. */
  constructor(rate: number, now: number) {
    this.#rate = rate;
    this.#credit = rate * BURST_SECONDS * MESSAGE;
    this.#last = now;
  }

  /** Takes one message from the budget; false when it is used up. */
  take(now: number): boolean {
    if (this.#rate === 0) return true;
    // if the clock was set back, nothing is earned; if it leapt ahead, at most one burst
    const earned = Math.max(0, now - this.#last) * this.#rate;
    this.#last = now;
    this.#credit = Math.min(this.#rate * BURST_SECONDS * MESSAGE, this.#credit + earned);
    if (this.#credit < MESSAGE) return false;
    this.#credit -= MESSAGE;
    return true;
  }
}
