/**
 * Runs many seeds of a simulation in several threads, in batches. The outcome of a seed does not depend on its thread.
 */
import process from "node:process";
import { integer } from "../flags.ts";
import { print } from "../print.ts";
import { addCounts, type Batch, type Total } from "./seed_thread.ts";

/** The flags for running many seeds. */
export const SEEDS_FLAGS = ["seeds", "from", "jobs"] as const;

/** How many seeds a batch has. */
const BATCH = 10;
/** After how many seeds progress is printed. */
const PROGRESS_EVERY = 1_000;
/** Seeds are below this number. */
const SEEDS_END = 2 ** 32;

interface ManySeeds<Settings> {
  /** The module of each thread, which calls `serveSeeds`. */
  readonly module: URL;
  readonly settings: Settings;
}

/**
 * Runs seeds until all are done or one has failed, and prints the outcome. Resolves with the exit code: 1 if one
 * failed.
 */
export async function manySeeds<Settings>(
  given: ReadonlyMap<string, readonly string[]>,
  { module, settings, points }: ManySeeds<Settings> & {
    /** Known coverage points; those that were never seen are printed. */
    readonly points: readonly string[];
  },
): Promise<number> {
  const from = integer(given, "from", Math.floor(Math.random() * SEEDS_END));
  const seeds = given.has("seeds") ? integer(given, "seeds", 0) : Infinity;
  const threads = Math.max(1, integer(given, "jobs", 1));
  const progress = (done: number) => {
    if (done % PROGRESS_EVERY === 0) print(`${done} seeds from ${from} on, ${cpuMs(done)}`);
  };
  const { failures, counts, next } = await runSeeds({
    ...{ module, settings, from, seeds, threads, progress },
  });
  for (const failure of failures) print(failure);
  if (failures.length > 0) {
    print(`${next - from} seeds are done, from ${from} on. Go on with --from ${next}`);
    return 1;
  }
  const rows = [...new Set([...points, ...counts.keys()])].map((point) =>
    `${String(counts.get(point) ?? 0).padStart(10)}  ${point}`
  );
  print(`${rows.join("\n")}\n${seeds} seeds pass, from ${from} on, ${cpuMs(seeds)}`);
  return 0;
}

/**
 * Runs seeds until all are done or one has failed. `next` in the result: the first seed that was not started; all
 * before it are done.
 */
export async function runSeeds<Settings>(
  { module, settings, from, seeds, threads, progress }: ManySeeds<Settings> & {
    readonly from: number;
    readonly seeds: number;
    readonly threads: number;
    /** Called with the number of seeds that are done. */
    readonly progress: (done: number) => void;
  },
): Promise<Total & { readonly next: number }> {
  const counts = new Map<string, number>();
  const failures: string[] = [];
  let next = from;
  let done = 0;
  const serve = async () => {
    const worker = new Worker(module, { type: "module" });
    while (failures.length === 0 && next < from + seeds) {
      const batch = { from: next, seeds: Math.min(BATCH, from + seeds - next), settings };
      next += batch.seeds;
      const total = await answerOf(worker, batch);
      addCounts(counts, total.counts);
      failures.push(...total.failures);
      done += batch.seeds;
      progress(done);
    }
    worker.terminate();
  };
  await Promise.all(Array.from({ length: threads }, serve));
  return { failures, counts, next };
}

function answerOf<Settings>(worker: Worker, batch: Batch<Settings>): Promise<Total> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Total>) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(batch);
  });
}

/** The CPU time of all threads of this process, per seed. */
function cpuMs(seeds: number): string {
  const { user, system } = process.cpuUsage();
  return `${Math.round((user + system) / 1_000 / Math.max(1, seeds))} ms of CPU each`;
}
