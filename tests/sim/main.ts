/**
 * `deno task sim`: runs new seeds until it is stopped or one fails. `--seeds N`: so many; `--from S`:
 * beginning with this one; `--seed S`: this one alone, with its history.
 */
import { parseArgs } from "@std/cli/parse-args";
import { Coverage } from "./coverage.ts";
import { type Run, runTwice } from "./simulation.ts";

/** Lines of a failed run's history that are shown, the last ones. */
const HISTORY_MAX = 200;
/** Every so many seeds progress is told. */
const PROGRESS_EVERY = 1_000;

const args = parseArgs(Deno.args, {
  string: ["seed", "seeds", "from"],
  unknown: (arg) => usage(`unknown: ${arg}`),
});
Deno.exit(args.seed === undefined ? many() : one(wholeNumber("seed", args.seed)));

/** Exit code 1: a rule did not hold; 2: the command line can't be understood. */
function many(): number {
  const from = args.from === undefined
    ? crypto.getRandomValues(new Uint32Array(1))[0] ?? 0
    : wholeNumber("from", args.from);
  const seeds = args.seeds === undefined ? Infinity : wholeNumber("seeds", args.seeds);
  const coverage = new Coverage();
  for (let done = 0; done < seeds; done++) {
    const result = runTwice(from + done);
    coverage.add(result.coverage);
    if (result.failure !== null) return report(result);
    if ((done + 1) % PROGRESS_EVERY === 0) console.log(`${done + 1} seeds, from ${from}`);
  }
  console.log(`${seeds} seeds hold, from ${from}. What they came across:\n${coverage}`);
  return 0;
}

function one(seed: number): number {
  const result = runTwice(seed, { verbose: true });
  if (result.failure !== null) return report(result);
  for (const line of result.history) console.log(line);
  console.log(`Seed ${seed} holds. What it came across:\n${result.coverage}`);
  return 0;
}

function report({ seed, failure }: Run): number {
  const { history } = runTwice(seed, { verbose: true });
  for (const line of history.slice(-HISTORY_MAX)) console.log(line);
  console.log(`\nSEED ${seed} FAILS: ${failure?.stack ?? failure}`);
  console.log(`Run it again: deno task sim --seed ${seed}`);
  return 1;
}

function wholeNumber(flag: string, value: unknown): number {
  if (/^\d{1,15}$/.test(`${value}`)) return Number(value);
  return usage(`--${flag} must be a whole number, got "${value}"`);
}

function usage(problem: string): never {
  console.error(`${problem}\ndeno task sim [--seeds N] [--from SEED] [--seed SEED]`);
  Deno.exit(2);
}
