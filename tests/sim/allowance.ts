/** How many messages one connection may send, counted from outside [W6]. */

/** Seconds' worth of messages that may come at once. */
const BURST_SECONDS = 3;

export class Allowance {
  readonly #rate: number;
  #credit: number;
  #creditedAt: number;

  constructor(rate: number, now: number) {
    this.#rate = rate;
    this.#credit = rate * BURST_SECONDS * 1_000;
    this.#creditedAt = now;
  }

  /** Whether one more message may be sent; 0 messages a second: any number. */
  take(now: number): boolean {
    if (this.#rate === 0) return true;
    const earned = (now - this.#creditedAt) * this.#rate;
    this.#creditedAt = now;
    this.#credit = Math.min(this.#rate * BURST_SECONDS * 1_000, this.#credit + earned);
    if (this.#credit < 1_000) return false;
    this.#credit -= 1_000;
    return true;
  }
}
