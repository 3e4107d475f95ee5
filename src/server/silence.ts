/** Finds silent v2 clients [W8], with one timer for all connections of a worker. */
import type { Clock } from "../base/clock.ts";
import type { Registry } from "./registry.ts";

/** Silence after which a v2 connection counts as lost, in milliseconds; clients ping every 20 s [W8]. */
export const V2_SILENCE_MS = 45_000;

/** Silence is measured in whole periods of this length, in milliseconds; after this many a connection is lost. */
export const SILENCE_PERIOD_MS = 5_000;
export const SILENT_PERIODS_MAX = V2_SILENCE_MS / SILENCE_PERIOD_MS;

/** Begins to measure; the returned function stops it. */
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
