/**
 * Converts the end of a room's timer from the steady clock to the wall clock, for members [R17a]. The result stays the
 * same while the timer runs, so that clients see one timer; it changes only if the wall clock is set.
 */
import type { Moment } from "../room/moment.ts";

/** Smaller differences between the clocks are ignored, in milliseconds: nobody can see them on a timer. */
export const TIMER_DRIFT_MS = 250;

export class WallTimer {
  #deadline: number | null = null;
  #endsAt = 0;

  /** The end in milliseconds since 1970. `deadline` is on the steady clock; null: there is no timer. */
  endsAt(deadline: number | null, { wall, steady }: Moment): number | null {
    if (deadline === null) return this.#deadline = null;
    const endsAt = wall + (deadline - steady);
    const isSame = deadline === this.#deadline;
    if (!isSame || Math.abs(endsAt - this.#endsAt) > TIMER_DRIFT_MS) this.#endsAt = endsAt;
    this.#deadline = deadline;
    return this.#endsAt;
  }
}
