/** Measures how late a worker's timers fire: everybody on its thread waits as long. */
import { type Clock, everyBeat } from "../base/clock.ts";
import type { Metrics } from "../base/metrics.ts";

/** How often it is measured, in milliseconds. */
export const LOOP_PROBE_MS = 500;

/** Measures from here on, until the returned function is called. */
export function watchLoop(clock: Clock, metrics: Metrics): () => void {
  return everyBeat(clock, LOOP_PROBE_MS, (lateMs) => metrics.time("loop_lag", "timer", lateMs));
}
