/**
 * Whether the process holds more memory than it may [W10]. What counts is its resident memory: half-received
 * messages are in the runtime's own heap, where V8's numbers don't show them. Owns that one answer for all
 * workers together, and logs once when it changes. Never touches a connection itself.
 */
import { type Clock, untilBeat } from "../base/clock.ts";
import type { Log } from "../base/log.ts";

/** How often it is looked at, in milliseconds; a look takes about 25 us. */
export const MEMORY_LOOK_MS = 1_000;

/** How old a look may be when somebody new comes, in milliseconds: they may come in a burst. */
export const MEMORY_FRESH_MS = 50;

/** It is over at this part of the limit, so that it doesn't begin and end with each message. */
const MEMORY_OVER_AT = 0.95;

/** One number for the process: 1 while there is too much, else 0. */
export type SharedMemory = SharedArrayBuffer;

interface MemoryGuardOptions {
  readonly shared: SharedMemory;
  /** 0: no limit. It may be found out only once the server serves. */
  readonly limitBytes: () => number;
  /** The resident memory of the process, in bytes. */
  readonly read: () => number;
  readonly clock: Clock;
  readonly log: Log;
  /** There is too much: called at each look while that is so. */
  readonly onHigh: () => void;
}

export class MemoryGuard {
  readonly #options: MemoryGuardOptions;
  readonly #state: Int32Array;
  #lookedAt = -Infinity;

  static allocate(): SharedMemory {
    return new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  }

  /** Whether there was too much at the last look of any worker. */
  static isHigh(shared: SharedMemory): boolean {
    return Atomics.load(new Int32Array(shared), 0) === 1;
  }

  constructor(options: MemoryGuardOptions) {
    this.#options = options;
    this.#state = new Int32Array(options.shared);
  }

  /** Whether newcomers have to be turned away. Looks again, if the last look is too old for that. */
  get isHigh(): boolean {
    const { limitBytes, clock } = this.#options;
    if (limitBytes() === 0) return false;
    if (clock.now() - this.#lookedAt >= MEMORY_FRESH_MS) this.#look();
    return Atomics.load(this.#state, 0) === 1;
  }

  /** Looks every second from here on, until the returned function is called. */
  watch(): () => void {
    const { limitBytes, clock, onHigh } = this.#options;
    let cancel = () => {};
    const watch = () => {
      cancel = clock.after(untilBeat(clock, MEMORY_LOOK_MS), () => {
        if (limitBytes() > 0) {
          this.#look();
          if (Atomics.load(this.#state, 0) === 1) onHigh();
        }
        watch();
      });
    };
    watch();
    return () => cancel();
  }

  #look(): void {
    const { read, clock, log } = this.#options;
    const limitBytes = this.#options.limitBytes();
    this.#lookedAt = clock.now();
    const rssBytes = read();
    const was = Atomics.load(this.#state, 0);
    const now = rssBytes > (was === 1 ? limitBytes * MEMORY_OVER_AT : limitBytes) ? 1 : 0;
    // of all workers the one that changes it logs it
    if (now === was || Atomics.compareExchange(this.#state, 0, was, now) !== was) return;
    if (now === 1) log.warn("memory_high", { rss_bytes: rssBytes, limit_bytes: limitBytes });
    else log.info("memory_low_again", { rss_bytes: rssBytes, limit_bytes: limitBytes });
  }
}
