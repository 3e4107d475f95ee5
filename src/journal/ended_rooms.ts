/** Rooms that ended recently: their ids are not used again, and asking for one does not count as a guess [W9]. */
import type { Clock } from "../base/clock.ts";

/** How long an ended room is remembered, in milliseconds. */
export const ENDED_FOR_MS = 24 * 60 * 60 * 1_000;

/** How many are remembered; beyond it the oldest are dropped. */
export const ENDED_ROOMS_MAX = 100_000;

export class EndedRooms {
  readonly #clock: Clock;
  /** Room id to the time it ended, on the steady clock; oldest first. */
  readonly #endedAt = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Must be called in the order in which rooms ended. */
  add(roomId: string, endedAt: number = this.#clock.now()): void {
    this.#endedAt.set(roomId, endedAt);
    this.prune();
  }

  has(roomId: string): boolean {
    return this.#endedAt.has(roomId);
  }

  /** Drops ids that are too old or too many. */
  prune(): void {
    const now = this.#clock.now();
    for (const [roomId, at] of this.#endedAt) {
      if (now - at < ENDED_FOR_MS && this.#endedAt.size <= ENDED_ROOMS_MAX) return;
      this.#endedAt.delete(roomId);
    }
  }
}
