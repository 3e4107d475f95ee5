/** Whether something that is measured again and again is level, or grows. Pure. */
import { median } from "./latencies.ts";

export interface Trend {
  /** Medians of the second and of the last third: the first is the way up. */
  readonly middle: number;
  readonly last: number;
  readonly level: boolean;
}

/** How much more the last third may be than the one before. */
export const GROWTH_MAX = 1.1;

export function trendOf(values: readonly number[]): Trend {
  const third = Math.floor(values.length / 3);
  const middle = median(values.slice(third, 2 * third));
  const last = median(values.slice(2 * third));
  return { middle, last, level: last <= GROWTH_MAX * middle };
}
