/**
 * How often an address guessed room ids or resume tokens this minute, in all workers together [W9]. Owns
 * one number for each slot of addresses in shared memory. Decides how late an answer comes; the caller
 * waits, and decides what is a guess: ids and tokens that ended lately are none.
 */
import { ADDRESS_SLOTS, type Seed, slotOf } from "./slots.ts";

/** Wrong guesses in one minute that are answered at once. */
export const GUESSES_PER_MINUTE = 30;
/** How late the answer to each further one comes. */
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
  readonly #seed: Seed;

  /** Makes the table, 256 KiB in all. */
  static allocate(seed: Seed): SharedGuesses {
    const buffer = new SharedArrayBuffer(ADDRESS_SLOTS * Int32Array.BYTES_PER_ELEMENT);
    return { buffer, seed };
  }

  constructor(shared: SharedGuesses) {
    this.#table = new Int32Array(shared.buffer);
    this.#seed = shared.seed;
  }

  /** Counts one wrong guess and says how many milliseconds its answer must wait: 0 or GUESS_DELAY_MS. */
  delayFor(address: string, now: number): number {
    const slot = slotOf(address, this.#seed);
    const minute = Math.floor(now / MINUTE_MS) & MINUTE_MAX;
    for (;;) {
      const seen = Atomics.load(this.#table, slot);
      const next = countOne(seen, minute);
      if (Atomics.compareExchange(this.#table, slot, seen, next) !== seen) continue;
      return (next & COUNT_MAX) > GUESSES_PER_MINUTE ? GUESS_DELAY_MS : 0;
    }
  }
}

function countOne(seen: number, minute: number): number {
  const counted = seen >>> COUNT_BITS;
  const count = seen & COUNT_MAX;
  // Another worker may have read its clock a moment later, in the next minute. That is no clock set back,
  // and must not begin the count anew.
  if (counted === minute || counted === minute + 1) {
    return pack(counted, Math.min(count + 1, COUNT_MAX));
  }
  return pack(minute, 1);
}

function pack(minute: number, count: number): number {
  return (minute << COUNT_BITS) | count;
}
