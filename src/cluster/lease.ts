/**
 * Until when this node may answer without a commit [C7]. Main renews it, every worker reads it, in shared memory. It is
 * over as soon as either clock is past it: the steady one stands still while a machine sleeps, and the wall clock can
 * be set back.
 */
import type { Clock } from "../base/clock.ts";

/** How long a lease is good for, from the start of the renewal that was acknowledged, in milliseconds. */
export const LEASE_MS = 1_500;

/** Both clocks at the start of a renewal. */
export type Moment = Pick<Clock, "now" | "wall">;

const STEADY = 0;
const WALL = 1;
const MICROSECONDS = 1_000;

/** Shared memory for one lease, which nobody has yet. */
export function allocateLease(): SharedArrayBuffer {
  return new SharedArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT);
}

export class Lease {
  readonly #until: BigInt64Array;
  readonly #clock: Moment;
  /** How far main's steady clock is ahead of this thread's, at most. */
  aheadMs: number;

  constructor(memory: SharedArrayBuffer, clock: Moment, aheadMs = 0) {
    this.#until = new BigInt64Array(memory);
    this.#clock = clock;
    this.aheadMs = aheadMs;
  }

  /** How long it is still good for, in milliseconds; not positive: it is over. */
  get leftMs(): number {
    const steady = this.#at(STEADY) - (this.#clock.now() + this.aheadMs);
    return Math.min(steady, this.#at(WALL) - this.#clock.wall());
  }

  get isGood(): boolean {
    return this.leftMs > 0;
  }

  /** A renewal that began then was acknowledged. For main alone. */
  renewed(from: { readonly steady: number; readonly wall: number }): void {
    this.#set(STEADY, from.steady + LEASE_MS);
    this.#set(WALL, from.wall + LEASE_MS);
  }

  /** The session is gone. For main alone. */
  end(): void {
    this.#set(STEADY, 0);
    this.#set(WALL, 0);
  }

  #at(index: number): number {
    return Number(Atomics.load(this.#until, index)) / MICROSECONDS;
  }

  #set(index: number, ms: number): void {
    Atomics.store(this.#until, index, BigInt(Math.round(ms * MICROSECONDS)));
  }
}
