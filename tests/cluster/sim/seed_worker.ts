/** A thread of `deno task sim:cluster`. */
import { serveSeeds } from "../../sim/seed_thread.ts";
import { reportOf } from "./failure_report.ts";
import { simulate } from "./simulation.ts";

serveSeeds((seed) => {
  const run = simulate(seed);
  return { failure: run.violation === null ? null : reportOf(seed, run), counts: run.counts };
});
