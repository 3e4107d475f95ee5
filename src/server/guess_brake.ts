/**
 * Slows down guessing [W9]. If an address has guessed too often in this minute, all its joins and resumes are delayed,
 * right ones included, so that neither the answer nor the delay tells whether a guess was right. The delay comes before
 * the seat is asked for, so no seat is taken meanwhile. The room's home decides what counts as a guess.
 */
import type { Clock } from "../base/clock.ts";
import type { Metrics } from "../base/metrics.ts";
import type { Counts } from "./counts.ts";
import { GUESS_DELAY_MS, type Guesses } from "./guesses.ts";

/** Joins and resumes of one address that may wait at once, in all workers together. */
export const HELD_PER_ADDRESS_MAX = 16;

interface GuessBrakeOptions {
  readonly guesses: Guesses;
  readonly counts: Counts;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

/** `free`: not delayed; `full`: too many of this address wait; otherwise a function that cancels the wait. */
type Held = "free" | "full" | (() => void);

/** The refusal if too many joins of an address wait. */
export const TOO_MANY_GUESSES = {
  close: "try_later",
  message: "Too many wrong room ids or tokens have come from your address: try again in a minute.",
} as const;

export class GuessBrake {
  readonly #options: GuessBrakeOptions;

  constructor(options: GuessBrakeOptions) {
    this.#options = options;
  }

  /** Lets a join or resume through, or calls `onwards` after the delay. */
  hold(address: string, onwards: () => void): Held {
    const { guesses, counts, clock, metrics } = this.#options;
    if (!guesses.areTooMany(address, clock.wall())) return "free";
    const slot = counts.slotOf(address);
    if (!counts.joinHeld(slot, HELD_PER_ADDRESS_MAX)) {
      metrics.count("braked", "refused");
      return "full";
    }
    metrics.count("braked", "late");
    let waits = true;
    const release = () => {
      if (waits) counts.joinReleased(slot);
      waits = false;
    };
    const cancel = clock.after(GUESS_DELAY_MS, () => {
      release();
      onwards();
    });
    return () => {
      cancel();
      release();
    };
  }

  /** Counts a wrong guess: a room that never existed, or a wrong token, passcode or key. */
  count(address: string): void {
    const { guesses, clock } = this.#options;
    guesses.count(address, clock.wall());
  }
}
