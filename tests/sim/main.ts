/**
 * `deno task sim`: runs new seeds until it is stopped or one fails. `--seeds N`: only N seeds; `--from S`: starting
 * with seed S; `--jobs N`: in N threads; `--twice-every N`: only every Nth seed runs twice [R7], at half the cost;
 * `--seed S`: only seed S, with its history.
 */
import { integer, readFlags } from "../flags.ts";
import { print } from "../print.ts";
import { COVERAGE_POINTS } from "./coverage.ts";
import { reportOf } from "./failure_report.ts";
import { manySeeds, SEEDS_FLAGS } from "./seed_threads.ts";
import { runTwice } from "./simulation.ts";

const USAGE = "deno task sim [--seeds N] [--from SEED] [--jobs N] [--twice-every N] [--seed SEED]";

const given = readFlags(USAGE, ["seed", ...SEEDS_FLAGS, "twice-every"]);
Deno.exit(given.has("seed") ? one(integer(given, "seed", 0)) : await many());

/** Returns the exit code: 1 if a rule was broken, 2 if the command line is wrong. */
function many(): Promise<number> {
  return manySeeds(given, {
    module: new URL("./seed_worker.ts", import.meta.url),
    settings: { twiceEvery: Math.max(1, integer(given, "twice-every", 1)) },
    points: COVERAGE_POINTS,
  });
}

function one(seed: number): number {
  const run = runTwice(seed, { verbose: true });
  if (run.failure !== null) {
    print(reportOf(run, run.failure));
    return 1;
  }
  for (const line of run.history) print(line);
  print(`Seed ${seed} passes. Coverage:\n${run.coverage}`);
  return 0;
}
