/** Counts the bad messages of a connection, and forgets them over time [W6]. Made at the first bad message. */

/** How many malformed or unknown messages are forgiven. */
export const BAD_MESSAGES_MAX = 8;

/** One of them is forgotten in each such time, in milliseconds: a session lasts for hours, and people mistype. */
export const FORGIVEN_EVERY_MS = 60_000;

export class Forgiveness {
  #bad = 0;
  /** When the time until the next one is forgotten began. */
  #since: number;

  /** `now` in milliseconds, on a clock that never goes back. */
  constructor(now: number) {
    this.#since = now;
  }

  /** Counts a bad message; returns false if it is one too many. */
  take(now: number): boolean {
    const forgotten = Math.min(this.#bad, Math.floor((now - this.#since) / FORGIVEN_EVERY_MS));
    this.#bad -= forgotten;
    // without bad messages, time earns no credit
    this.#since = this.#bad === 0 ? now : this.#since + forgotten * FORGIVEN_EVERY_MS;
    if (this.#bad === BAD_MESSAGES_MAX) return false;
    this.#bad++;
    return true;
  }
}
