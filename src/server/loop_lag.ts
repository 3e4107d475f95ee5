/** How late a worker's timers fire: whatever keeps its thread busy, everybody on it waits as long. */
import { type Clock, untilBeat } from "../base/clock.ts";
import type { Metrics } from "../base/metrics.ts";

/** How often it is measured, in milliseconds. */
export const LOOP_PROBE_MS = 500;

/** Measures from here on, until the returned function is called. */
export function watchLoop(clock: Clock, metrics: Metrics): () => void {
  let cancel = () => {};
  const probe = () => {
    const ms = untilBeat(clock, LOOP_PROBE_MS);
    const due = clock.now() + ms;
    cancel = clock.after(ms, () => {
      metrics.time("loop_lag", "timer", clock.now() - due);
      probe();
    });
  };
  probe();
  return () => cancel();
}
