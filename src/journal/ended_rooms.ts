/** Rooms that ended lately: asking for one of them is no guess, and their ids are not used again [W9]. */
import type { Clock } from "../base/clock.ts";

/** How long an ended room is remembered, in milliseconds. */
export const ENDED_FOR_MS = 24 * 60 * 60 * 1_000;

/** How many are remembered; the oldest go first. */
export const ENDED_ROOMS_MAX = 100_000;

export class EndedRooms {
  readonly #clock: Clock;
  /** Room id to when it ended by the steady clock, oldest first. */
  readonly #endedAt = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Rooms are added in the order in which they ended. */
  add(roomId: string, endedAt: number = this.#clock.now()): void {
    this.#endedAt.set(roomId, endedAt);
    this.prune();
  }

  has(roomId: string): boolean {
    return this.#endedAt.has(roomId);
  }

  /** Drops what is too old or too much. */
  prune(): void {
    const now = this.#clock.now();
    for (const [roomId, at] of this.#endedAt) {
      if (now - at < ENDED_FOR_MS && this.#endedAt.size <= ENDED_ROOMS_MAX) return;
      this.#endedAt.delete(roomId);
    }
  }
}
