/**
 * A point in time, on two clocks [R17a]. Times that people see are on the wall clock, which somebody may set at
 * any time; deadlines and durations are on the steady clock, which nobody can set. The two are never compared,
 * and nothing is ordered by wall-clock times.
 */
export interface Moment {
  /** Milliseconds since 1970, by the machine's clock. */
  readonly wall: number;
  /** Milliseconds on a monotonic clock. */
  readonly steady: number;
}
