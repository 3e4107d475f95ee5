/** The report of a failed seed: the end of its history, the error, and how to run it again. */
import type { Run } from "./simulation.ts";

/** How many lines of the history are shown, the last ones. */
const HISTORY_MAX = 200;

/** `run`: a run with `verbose`, which has every frame in its history. */
export function reportOf({ seed, history }: Run, failure: Error): string {
  return [
    ...history.slice(-HISTORY_MAX),
    `\nSEED ${seed} FAILS: ${failure.stack ?? failure}`,
    `Run it again: deno task sim --seed ${seed}`,
  ].join("\n");
}
