/**
 * The brake on guessing [W9]. An address that has guessed too often this minute gets no answer to any join or
 * resume before some time has passed, right ones included: so neither the answer nor the wait shows whether
 * the guess was good. It waits before it asks, so that nobody holds a seat or is seen meanwhile. It owns who
 * waits; the room's home decides what is a guess.
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

/** `free`: it may ask at once; `full`: too many wait; otherwise it waits, unless this is called. */
type Held = "free" | "full" | (() => void);

/** What an address is refused with that has as many connections waiting as it may. */
export const TOO_MANY_GUESSES = {
  close: "try_later",
  message: "Too many wrong room ids or tokens have come from your address: try again in a minute.",
} as const;

export class GuessBrake {
  readonly #options: GuessBrakeOptions;

  constructor(options: GuessBrakeOptions) {
    this.#options = options;
  }

  /** One that wants to join or resume; where it has to wait, `onwards` is called once it may ask. */
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

  /** Somebody there guessed wrong: a room that never was, or a token that nobody had. */
  count(address: string): void {
    const { guesses, clock } = this.#options;
    guesses.count(address, clock.wall());
  }
}
