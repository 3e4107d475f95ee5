/**
 * The lease: until when this node may answer without a commit [C7]. It is in shared memory; main renews it, and all
 * workers read it. It ends when either clock says so, because the steady clock may stop while a machine sleeps, and the
 * wall clock may be set back.
 */
import type { Clock } from "../base/clock.ts";

/** How long a lease lasts, from the start of the acknowledged renewal, in milliseconds. */
export const LEASE_MS = 1_500;

/** Both clocks at the start of a renewal. */
export type Moment = Pick<Clock, "now" | "wall">;

const STEADY = 0;
const WALL = 1;
const MICROSECONDS_PER_MILLISECOND = 1_000;

/** Shared memory for a lease that has ended. */
export function allocateLease(): SharedArrayBuffer {
  return new SharedArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT);
}

export class Lease {
  readonly #until: BigInt64Array;
  readonly #clock: Moment;
  /** The most that main's steady clock may be ahead of this thread's, in milliseconds. */
  aheadMs: number;

  constructor(memory: SharedArrayBuffer, clock: Moment, aheadMs = 0) {
    this.#until = new BigInt64Array(memory);
    this.#clock = clock;
    this.aheadMs = aheadMs;
  }

  /** How long the lease still lasts, in milliseconds; 0 or less: it has ended. */
  get leftMs(): number {
    const steady = this.#at(STEADY) - (this.#clock.now() + this.aheadMs);
    return Math.min(steady, this.#at(WALL) - this.#clock.wall());
  }

  get isGood(): boolean {
    return this.leftMs > 0;
  }

  /** A renewal was acknowledged; `from` is when it started. Only main calls this. */
  renewed(from: { readonly steady: number; readonly wall: number }): void {
    this.#set(STEADY, from.steady + LEASE_MS);
    this.#set(WALL, from.wall + LEASE_MS);
  }

  /** The session is lost. Only main calls this. */
  end(): void {
    this.#set(STEADY, 0);
    this.#set(WALL, 0);
  }

  #at(index: number): number {
    return Number(Atomics.load(this.#until, index)) / MICROSECONDS_PER_MILLISECOND;
  }

  #set(index: number, ms: number): void {
    Atomics.store(this.#until, index, BigInt(Math.round(ms * MICROSECONDS_PER_MILLISECOND)));
  }
}
