/** The report of a failed seed: its history, the error, and how to run it again. */
import type { Run } from "./simulation.ts";

export function reportOf(seed: number, { violation, notes }: Run): string {
  return [
    ...notes,
    `SEED ${seed} FAILS: ${violation}`,
    `Run it again: deno task sim:cluster --seed ${seed}`,
  ].join("\n");
}
