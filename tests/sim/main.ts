/**
 * `deno task sim`: runs new seeds until it is stopped or one fails. `--seeds N`: so many; `--from S`:
 * beginning with this one; `--twice-every N`: only every so many of them also with other cards, at half the cost;
 * `--seed S`: this one alone, with its history.
 */
import { integer, readFlags } from "../flags.ts";
import { Coverage } from "./coverage.ts";
import { type Run, run, runTwice } from "./simulation.ts";
import { print } from "../print.ts";

/** Lines of a failed run's history that are shown, the last ones. */
const HISTORY_MAX = 200;
/** Every so many seeds progress is printed. */
const PROGRESS_EVERY = 1_000;

const USAGE = "deno task sim [--seeds N] [--from SEED] [--twice-every N] [--seed SEED]";

const given = readFlags(USAGE, ["seed", "seeds", "from", "twice-every"]);
Deno.exit(given.has("seed") ? one(integer(given, "seed", 0)) : many());

/** Exit code 1: a rule did not hold; 2: the command line can't be understood. */
function many(): number {
  const from = integer(given, "from", crypto.getRandomValues(new Uint32Array(1))[0] ?? 0);
  const seeds = given.has("seeds") ? integer(given, "seeds", 0) : Infinity;
  const twiceEvery = Math.max(1, integer(given, "twice-every", 1));
  const coverage = new Coverage();
  for (let done = 0; done < seeds; done++) {
    const seed = from + done;
    const result = done % twiceEvery === 0 ? runTwice(seed) : run(seed);
    coverage.add(result.coverage);
    if (result.failure !== null) return report(result);
    if ((done + 1) % PROGRESS_EVERY === 0) print(`${done + 1} seeds, from ${from}`);
  }
  print(`${seeds} seeds hold, from ${from}. What they came across:\n${coverage}`);
  return 0;
}

function one(seed: number): number {
  const result = runTwice(seed, { verbose: true });
  if (result.failure !== null) return report(result);
  for (const line of result.history) print(line);
  print(`Seed ${seed} holds. What it came across:\n${result.coverage}`);
  return 0;
}

function report({ seed, failure }: Run): number {
  const { history } = runTwice(seed, { verbose: true });
  for (const line of history.slice(-HISTORY_MAX)) print(line);
  print(`\nSEED ${seed} FAILS: ${failure?.stack ?? failure}`);
  print(`Run it again: deno task sim --seed ${seed}`);
  return 1;
}
