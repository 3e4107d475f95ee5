/** A thread that runs many seeds, and the messages to and from it. */
/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

/** The outcome of one seed. */
interface Outcome {
  /** The report of its failure; null: it passed. */
  readonly failure: string | null;
  /** The coverage: how often each point was seen, by its name. */
  readonly counts: ReadonlyMap<string, number>;
}

/** A range of seeds, and the settings of their simulation. */
export interface Batch<Settings> {
  readonly from: number;
  readonly seeds: number;
  readonly settings: Settings;
}

/** The outcome of a batch. */
export interface Total {
  readonly failures: readonly string[];
  readonly counts: ReadonlyMap<string, number>;
}

/** Runs the batches that this thread is sent, and posts their outcomes. */
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

/** Adds counts to a total. */
export function addCounts(to: Map<string, number>, counts: ReadonlyMap<string, number>): void {
  for (const [what, times] of counts) to.set(what, (to.get(what) ?? 0) + times);
}
