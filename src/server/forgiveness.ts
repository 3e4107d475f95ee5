/**
 * How many bad messages one connection is forgiven [W6]. Owns two numbers, made at the first bad message: most
 * connections never send one. The caller gives it the time.
 */

/** Malformed or unknown messages a connection is forgiven at once. */
export const BAD_MESSAGES_MAX = 8;

/** One of them is forgotten after so many milliseconds: a session lasts for hours, and people mistype. */
export const FORGIVEN_EVERY_MS = 60_000;

export class Forgiveness {
  #bad = 0;
  /** Since when the next one to be forgotten is remembered. */
  #since: number;

  /** `now` in milliseconds, on a clock that never goes back. */
  constructor(now: number) {
    this.#since = now;
  }

  /** Counts a bad message; false: it is one too many. */
  take(now: number): boolean {
    const forgotten = Math.min(this.#bad, Math.floor((now - this.#since) / FORGIVEN_EVERY_MS));
    this.#bad -= forgotten;
    // who has nothing to be forgiven earns nothing
    this.#since = this.#bad === 0 ? now : this.#since + forgotten * FORGIVEN_EVERY_MS;
    if (this.#bad === BAD_MESSAGES_MAX) return false;
    this.#bad++;
    return true;
  }
}
