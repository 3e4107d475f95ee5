/** The model of a connection's rate limit [W6]. */

/** The size of a burst, in seconds at the allowed rate. */
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

  /** Takes one message from the allowance; false: there is none left. A rate of 0 has no limit. */
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
