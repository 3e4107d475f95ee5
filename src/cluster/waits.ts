/** Spans of time that are over only when both clocks say so [C7, C10]. */
import type { Moment } from "./lease.ts";

/** What both clocks showed. */
export interface Reading {
  readonly steady: number;
  readonly wall: number;
}

/** What both clocks show now, in milliseconds. */
export function readingOf(clock: Moment): Reading {
  return { steady: clock.now(), wall: clock.wall() };
}

/** A wait that the later of two clocks decides. */
export class Wait {
  readonly #clock: Moment;
  readonly #ms: number;
  readonly #steady: number;
  #wall: number;

  constructor(clock: Moment, { steady, wall }: Reading, ms: number) {
    this.#clock = clock;
    this.#ms = ms;
    this.#steady = steady;
    this.#wall = wall;
  }

  get isOver(): boolean {
    // a wall clock that was set back begins again, so that nobody waits for it to catch up
    this.#wall = Math.min(this.#wall, this.#clock.wall());
    return this.#clock.now() - this.#steady >= this.#ms &&
      this.#clock.wall() - this.#wall >= this.#ms;
  }
}
