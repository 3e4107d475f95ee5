/** What a failed seed has to show: what happened, what was wrong, and how to run it again. */
import type { Run } from "./simulation.ts";

export function reportOf(seed: number, { violation, notes }: Run): string {
  return [
    ...notes,
    `SEED ${seed} FAILS: ${violation}`,
    `Run it again: deno task sim:cluster --seed ${seed}`,
  ].join("\n");
}
