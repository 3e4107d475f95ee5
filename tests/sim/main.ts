/**
 * `deno task sim`: runs new seeds until it is stopped or one fails. `--seeds N`: so many; `--from S`: beginning with
 * this one; `--jobs N`: in so many threads; `--twice-every N`: only every so many of them also with other cards, at half
 * the cost; `--seed S`: this one alone, with its history.
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

/** Exit code 1: a rule did not hold; 2: the command line can't be understood. */
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
  print(`Seed ${seed} holds. What it came across:\n${run.coverage}`);
  return 0;
}
