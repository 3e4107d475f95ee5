/** A thread of `deno task sim`. */
import { reportOf } from "./failure_report.ts";
import { serveSeeds } from "./seed_thread.ts";
import { run, runTwice } from "./simulation.ts";

serveSeeds((seed, { twiceEvery }: { readonly twiceEvery: number }) => {
  const { coverage: { counts }, failure } = seed % twiceEvery === 0 ? runTwice(seed) : run(seed);
  const report = failure && reportOf(runTwice(seed, { verbose: true }), failure);
  return { failure: report, counts };
});
