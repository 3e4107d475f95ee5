/** Tells whether a series of samples grows. Pure. */
import { median } from "./latencies.ts";

export interface Trend {
  /** The medians of the second and the last third; the first third is the warm-up. */
  readonly middle: number;
  readonly last: number;
  readonly level: boolean;
}

/** The largest ratio of the last third to the second that is no growth. */
const GROWTH_MAX = 1.1;

export function trendOf(values: readonly number[]): Trend {
  const third = Math.floor(values.length / 3);
  const middle = median(values.slice(third, 2 * third));
  const last = median(values.slice(2 * third));
  return { middle, last, level: last <= GROWTH_MAX * middle };
}
