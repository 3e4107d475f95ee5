/** Simulates whole clusters with so many seeds from the first on: main.ts SEEDS [FIRST]. */
import { print, printError } from "../../print.ts";
import { simulate } from "./simulation.ts";

const [count = 100, first = 1] = Deno.args.map(Number);
const totals = new Map<string, number>();
let failed = 0;
for (let seed = first; seed < first + count; seed++) {
  const { violation, notes, counts } = simulate(seed);
  for (const [what, times] of counts) totals.set(what, (totals.get(what) ?? 0) + times);
  if (violation === null) continue;
  failed++;
  printError(`seed ${seed}: ${violation}\n${notes.slice(-40).join("\n")}`);
}
print(`${count} seeds, ${failed} failed: ${JSON.stringify(Object.fromEntries(totals), null, 1)}`);
if (failed > 0) Deno.exit(1);
