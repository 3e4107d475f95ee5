/** What a failed seed has to show: what happened last, what was wrong, and how to run it again. */
import type { Run } from "./simulation.ts";

/** Lines of a failed run's history that are shown, the last ones. */
const HISTORY_MAX = 200;

/** `run`: with every frame in its history. */
export function reportOf({ seed, history }: Run, failure: Error): string {
  return [
    ...history.slice(-HISTORY_MAX),
    `\nSEED ${seed} FAILS: ${failure.stack ?? failure}`,
    `Run it again: deno task sim --seed ${seed}`,
  ].join("\n");
}
