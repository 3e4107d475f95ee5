/** The silence of v2 clients [W8], measured for all connections of a worker at once: none needs a timer. */
import type { Clock } from "../store/clock.ts";
import { SILENCE_PERIOD_MS } from "./connection.ts";
import type { Registry } from "./registry.ts";

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
