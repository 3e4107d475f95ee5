/**
 * When a room's timer ends, as members are sent it: by the wall clock, though the room goes by the steady one
 * [R17a]. Once sent it stays the same, so that nobody takes it for another timer, until the clock is set.
 */
import type { Moment } from "../room/moment.ts";

/**
 * How far the two clocks may drift apart before members are sent the difference, in milliseconds: more than what comes of
 * reading both, less than anybody can see on a timer.
 */
export const TIMER_DRIFT_MS = 250;

export class WallTimer {
  #deadline: number | null = null;
  #endsAt = 0;

  /** `deadline` is by the steady clock; null: there is no timer. */
  endsAt(deadline: number | null, { wall, steady }: Moment): number | null {
    if (deadline === null) return this.#deadline = null;
    const endsAt = wall + (deadline - steady);
    const isSame = deadline === this.#deadline;
    if (!isSame || Math.abs(endsAt - this.#endsAt) > TIMER_DRIFT_MS) this.#endsAt = endsAt;
    this.#deadline = deadline;
    return this.#endsAt;
  }
}
