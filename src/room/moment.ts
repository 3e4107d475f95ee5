/**
 * When something happens to a room, read off two clocks [R17a]. What people see is stamped with the wall
 * clock, which somebody may set at any time. What becomes due goes by the steady one, which nobody can set.
 * A stamp and a deadline are never compared, and no order is derived from stamps.
 */
export interface Moment {
  /** The time of day, in milliseconds since 1970: for stamps. */
  readonly wall: number;
  /** Milliseconds on a clock that only goes on evenly: for deadlines and durations. */
  readonly steady: number;
}
