/** The silence of v2 clients [W8], measured for all connections of a worker at once: none needs a timer. */
import type { Clock } from "../base/clock.ts";
import type { Registry } from "./registry.ts";

/** Silence after which a v2 connection is lost, in milliseconds; its clients ping every 20 s [W8]. */
export const V2_SILENCE_MS = 45_000;

/** Silence is measured in whole periods of so many milliseconds, and lost is who is silent for so many. */
export const SILENCE_PERIOD_MS = 15_000;
export const SILENT_PERIODS_MAX = V2_SILENCE_MS / SILENCE_PERIOD_MS;

/** Measures from here on, until the returned function is called. */
export function watchSilence(clock: Clock, registry: Registry): () => void {
  let cancel = () => {};
  const watch = () => {
    cancel = clock.after(SILENCE_PERIOD_MS, () => {
      registry.periodOver();
      watch();
    });
  };
  watch();
  return () => cancel();
}
