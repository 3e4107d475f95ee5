/** How late a worker's timers fire: whatever keeps its thread busy, everybody on it waits as long. */
import type { Clock } from "../base/clock.ts";
import type { Metrics } from "../base/metrics.ts";

/** How often it is measured, in milliseconds. */
export const LOOP_PROBE_MS = 500;

/** Measures from here on, until the returned function is called. */
export function watchLoop(clock: Clock, metrics: Metrics): () => void {
  let cancel = () => {};
  const probe = () => {
    const due = clock.now() + LOOP_PROBE_MS;
    cancel = clock.after(LOOP_PROBE_MS, () => {
      metrics.time("loop_lag", "timer", clock.now() - due);
      probe();
    });
  };
  probe();
  return () => cancel();
}
