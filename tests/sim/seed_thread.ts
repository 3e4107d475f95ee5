/** One of the threads that run many seeds: what it is given, and what it answers. */
/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

/** What one seed came to. */
interface Outcome {
  /** What was wrong, what happened before, and how to run the seed again; null: nothing was wrong. */
  readonly failure: string | null;
  /** How often what happened, by its name. */
  readonly counts: ReadonlyMap<string, number>;
}

/** So many seeds from the first on, and what their simulation has to know besides. */
export interface Batch<Settings> {
  readonly from: number;
  readonly seeds: number;
  readonly settings: Settings;
}

/** What they came to. */
export interface Total {
  readonly failures: readonly string[];
  readonly counts: ReadonlyMap<string, number>;
}

/** Runs the seeds that this thread is given. */
export function serveSeeds<Settings>(run: (seed: number, settings: Settings) => Outcome): void {
  self.onmessage = ({ data: { from, seeds, settings } }: MessageEvent<Batch<Settings>>) => {
    const counts = new Map<string, number>();
    const failures: string[] = [];
    for (let seed = from; seed < from + seeds; seed++) {
      const outcome = run(seed, settings);
      addCounts(counts, outcome.counts);
      if (outcome.failure !== null) failures.push(outcome.failure);
    }
    const total: Total = { failures, counts };
    self.postMessage(total);
  };
}

/** Adds what was counted to what was counted before. */
export function addCounts(to: Map<string, number>, counts: ReadonlyMap<string, number>): void {
  for (const [what, times] of counts) to.set(what, (to.get(what) ?? 0) + times);
}
