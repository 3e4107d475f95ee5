/**
 * `deno task sim:cluster`: simulates whole clusters, with new seeds until it is stopped or one fails. `--seeds N`: only
 * N seeds; `--from S`: starting with seed S; `--jobs N`: in N threads; `--seed S`: only seed S.
 */
import { integer, readFlags } from "../../flags.ts";
import { print } from "../../print.ts";
import { manySeeds, SEEDS_FLAGS } from "../../sim/seed_threads.ts";
import { reportOf } from "./failure_report.ts";
import { simulate } from "./simulation.ts";

const USAGE = "deno task sim:cluster [--seeds N] [--from SEED] [--jobs N] [--seed SEED]";

const given = readFlags(USAGE, ["seed", ...SEEDS_FLAGS]);
Deno.exit(given.has("seed") ? one(integer(given, "seed", 0)) : await many());

/** Returns the exit code: 1 if a rule was broken, 2 if the command line is wrong. */
function many(): Promise<number> {
  const module = new URL("./seed_worker.ts", import.meta.url);
  return manySeeds(given, { module, settings: null, points: [] });
}

function one(seed: number): number {
  const run = simulate(seed);
  if (run.violation !== null) {
    print(reportOf(seed, run));
    return 1;
  }
  for (const note of run.notes) print(note);
  const counts = JSON.stringify(Object.fromEntries(run.counts), null, 1);
  print(`Seed ${seed} passes. Coverage: ${counts}`);
  return 0;
}
