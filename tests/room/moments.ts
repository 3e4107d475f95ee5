/** Moments for tests. Whose test is about neither clock needs one number for both. */
import type { Moment } from "../../src/room/moment.ts";

/** The moment when both clocks show `ms`. */
export function at(ms: number): Moment {
  return { wall: ms, steady: ms };
}
