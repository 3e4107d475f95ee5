/**
 * Watches whether the process uses more memory than it may [W10], for all workers together. Resident memory counts,
 * because half-received messages are in the runtime's heap, which V8's numbers don't include. Logs each change once.
 */
import { type Clock, everyBeat } from "../base/clock.ts";
import type { Log } from "../base/log.ts";

/** How often memory is measured, in milliseconds; it takes about 25 us. */
export const MEMORY_LOOK_MS = 1_000;

/** How old a measurement may be when a newcomer is checked, in milliseconds: they may come in a burst. */
export const MEMORY_FRESH_MS = 50;

/** Newcomers are admitted again below this part of the limit, so that the state doesn't flap. */
const MEMORY_OVER_AT = 0.95;

/** One number for the process: 1 while it uses too much, else 0. */
export type SharedMemory = SharedArrayBuffer;

interface MemoryGuardOptions {
  readonly shared: SharedMemory;
  /** The limit in bytes; 0: none. It may not be known until after the start. */
  readonly limitBytes: () => number;
  /** The resident memory of the process, in bytes. */
  readonly read: () => number;
  readonly clock: Clock;
  readonly log: Log;
  /** Called at each measurement while memory is high. */
  readonly onHigh: () => void;
}

export class MemoryGuard {
  readonly #options: MemoryGuardOptions;
  readonly #state: Int32Array;
  #lookedAt = -Infinity;

  static allocate(): SharedMemory {
    return new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  }

  /** Whether memory was high when any worker measured it last. */
  static isHigh(shared: SharedMemory): boolean {
    return Atomics.load(new Int32Array(shared), 0) === 1;
  }

  constructor(options: MemoryGuardOptions) {
    this.#options = options;
    this.#state = new Int32Array(options.shared);
  }

  /** Whether newcomers have to be refused. Measures again if the last measurement is too old. */
  get isHigh(): boolean {
    const { limitBytes, clock } = this.#options;
    if (limitBytes() === 0) return false;
    if (clock.now() - this.#lookedAt >= MEMORY_FRESH_MS) this.#look();
    return Atomics.load(this.#state, 0) === 1;
  }

  /** Measures every MEMORY_LOOK_MS until the returned function is called. */
  watch(): () => void {
    const { limitBytes, clock, onHigh } = this.#options;
    return everyBeat(clock, MEMORY_LOOK_MS, () => {
      if (limitBytes() === 0) return;
      this.#look();
      if (Atomics.load(this.#state, 0) === 1) onHigh();
    });
  }

  #look(): void {
    const { limitBytes, read, clock, log } = this.#options;
    const limit_bytes = limitBytes();
    this.#lookedAt = clock.now();
    const rss_bytes = read();
    const was = Atomics.load(this.#state, 0);
    const now = rss_bytes > (was === 1 ? limit_bytes * MEMORY_OVER_AT : limit_bytes) ? 1 : 0;
    // only the worker that changes it logs it
    if (now === was || Atomics.compareExchange(this.#state, 0, was, now) !== was) return;
    if (now === 1) log.warn("memory_high", { rss_bytes, limit_bytes });
    else log.info("memory_low_again", { rss_bytes, limit_bytes });
  }
}
