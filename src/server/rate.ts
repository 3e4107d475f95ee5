/**
 * How many messages one connection may send [W6]. Owns a token bucket of two numbers; there is one for
 * each connection, so it stays that small. The caller gives it the time, and it trusts that no further.
 */

/** A burst may hold this many seconds' worth of messages. */
export const BURST_SECONDS = 3;

// The bucket holds thousandths of a message, so that milliseconds times the rate is a whole number and no
// sum of fractions ends just short of one message.
const MESSAGE = 1_000;

/** A connection's allowance: `rate` messages a second, and a burst of three times as many. */
export class MessageBudget {
  readonly #rate: number;
  #credit: number;
  #last: number;

  /** `rate` in messages a second, 0: no limit; `now` in milliseconds. A new connection has its full burst. */
  constructor(rate: number, now: number) {
    this.#rate = rate;
    this.#credit = rate * BURST_SECONDS * MESSAGE;
    this.#last = now;
  }

  /** Takes one message from the budget; false when it is used up. */
  take(now: number): boolean {
    if (this.#rate === 0) return true;
    // A clock set back earns nothing for that one step; one that leaps ahead earns one burst at most.
    const earned = Math.max(0, now - this.#last) * this.#rate;
    this.#last = now;
    this.#credit = Math.min(this.#rate * BURST_SECONDS * MESSAGE, this.#credit + earned);
    if (this.#credit < MESSAGE) return false;
    this.#credit -= MESSAGE;
    return true;
  }
}
