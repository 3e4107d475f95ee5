/**
 * Counts wrong guesses of each address in the current minute, over all workers [W9], in shared memory with one number
 * for each slot of addresses. The caller decides what counts as a guess (ids and tokens that ended recently don't), and
 * what happens to an address with too many.
 */
import { ADDRESS_SLOTS, type Seed, Slots } from "./slots.ts";

/** Wrong guesses in one minute after which an address is answered late. */
export const GUESSES_PER_MINUTE = 30;
/** How long answers to it are delayed then, in milliseconds. */
export const GUESS_DELAY_MS = 2_000;

/** The table as it travels to the workers through `postMessage`. */
export interface SharedGuesses {
  readonly buffer: SharedArrayBuffer;
  readonly seed: Seed;
}

const MINUTE_MS = 60_000;
// A slot packs the minute (26 bits: until 2097) and the count (6 bits) into one Int32, so that both
// change in one compare-and-exchange.
const COUNT_BITS = 6;
const COUNT_MAX = (1 << COUNT_BITS) - 1;
const MINUTE_MAX = 2 ** (32 - COUNT_BITS) - 1;

/** Failed guesses, counted for each address and minute. */
export class Guesses {
  readonly #table: Int32Array<SharedArrayBuffer>;
  readonly #slots: Slots;

  /** Makes the table, 256 KiB in all. */
  static allocate(seed: Seed): SharedGuesses {
    const buffer = new SharedArrayBuffer(ADDRESS_SLOTS * Int32Array.BYTES_PER_ELEMENT);
    return { buffer, seed };
  }

  constructor(shared: SharedGuesses) {
    this.#table = new Int32Array(shared.buffer);
    this.#slots = new Slots(shared.seed);
  }

  /** Counts one wrong guess. */
  count(address: string, now: number): void {
    const slot = this.#slots.of(address);
    const minute = minuteOf(now);
    for (;;) {
      const seen = Atomics.load(this.#table, slot);
      if (Atomics.compareExchange(this.#table, slot, seen, countOne(seen, minute)) === seen) return;
    }
  }

  /**
   * Whether this address has made too many wrong guesses in this minute. Guesses that are not answered yet don't count:
   * these are at most as many as the address has connections.
   */
  areTooMany(address: string, now: number): boolean {
    const seen = Atomics.load(this.#table, this.#slots.of(address));
    return isOf(minuteOf(now), seen) && (seen & COUNT_MAX) >= GUESSES_PER_MINUTE;
  }
}

function minuteOf(now: number): number {
  return Math.floor(now / MINUTE_MS) & MINUTE_MAX;
}

/**
 * Whether a count is of this minute. Another worker may have counted a moment later, in the next minute already: that
 * must not restart the count.
 */
function isOf(minute: number, seen: number): boolean {
  const counted = seen >>> COUNT_BITS;
  return counted === minute || counted === minute + 1;
}

function countOne(seen: number, minute: number): number {
  if (!isOf(minute, seen)) return pack(minute, 1);
  return pack(seen >>> COUNT_BITS, Math.min((seen & COUNT_MAX) + 1, COUNT_MAX));
}

function pack(minute: number, count: number): number {
  return (minute << COUNT_BITS) | count;
}
