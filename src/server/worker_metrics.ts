/**
 * The counters and timings of one worker, and the sum over all. Its size is bounded: there is a number for each name
 * and kind, and these are fixed words.
 */
import type { Counted, Gauges, Metrics, Timed } from "../base/metrics.ts";

/** Upper bounds of the buckets, in milliseconds; one more bucket is for longer durations. */
export const BUCKETS_MS: readonly number[] = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500];

/** A histogram of durations. */
export interface Distribution {
  /** For each of `BUCKETS_MS`, and one more: how many durations are in this bucket, and in none before it. */
  readonly buckets: readonly number[];
  readonly sumMs: number;
  readonly count: number;
}

/** All numbers at one moment, by name and kind. Plain data, because it is sent between threads. */
export interface MetricsSnapshot {
  readonly counted: Kinds<Kinds<number>>;
  readonly timed: Kinds<Kinds<Distribution>>;
}

/** The numbers of a worker, with its gauges. Plain data, too. */
export interface Measures extends MetricsSnapshot {
  readonly gauges: Gauges;
}

type Kinds<Value> = Readonly<Record<string, Value>>;

export class WorkerMetrics implements Metrics {
  readonly #counted: Record<string, Record<string, number>> = {};
  readonly #timed: Record<string, Record<string, MutableDistribution>> = {};

  count<Name extends keyof Counted>(name: Name, kind: Counted[Name]): void {
    const kinds = this.#counted[name] ??= {};
    kinds[kind] = (kinds[kind] ?? 0) + 1;
  }

  time<Name extends keyof Timed>(name: Name, kind: Timed[Name], ms: number): void {
    // the clocks of two threads may differ a little
    const took = Math.max(0, ms);
    const kinds = this.#timed[name] ??= {};
    const distribution = kinds[kind] ??= { buckets: none(), sumMs: 0, count: 0 };
    let bucket = 0;
    while (bucket < BUCKETS_MS.length && took > (BUCKETS_MS[bucket] ?? 0)) bucket++;
    distribution.buckets[bucket] = (distribution.buckets[bucket] ?? 0) + 1;
    distribution.sumMs += took;
    distribution.count++;
  }

  /** The numbers as they are now. */
  snapshot(): MetricsSnapshot {
    return structuredClone({ counted: this.#counted, timed: this.#timed });
  }
}

/** The numbers of several workers together. */
export function sumOf(snapshots: readonly MetricsSnapshot[]): MetricsSnapshot {
  const counted: Record<string, Record<string, number>> = {};
  const timed: Record<string, Record<string, Distribution>> = {};
  for (const snapshot of snapshots) {
    for (const [name, kinds] of Object.entries(snapshot.counted)) {
      const sums = counted[name] ??= {};
      for (const [kind, count] of Object.entries(kinds)) sums[kind] = (sums[kind] ?? 0) + count;
    }
    for (const [name, kinds] of Object.entries(snapshot.timed)) {
      const sums = timed[name] ??= {};
      for (const [kind, added] of Object.entries(kinds)) sums[kind] = together(sums[kind], added);
    }
  }
  return { counted, timed };
}

interface MutableDistribution extends Distribution {
  readonly buckets: number[];
  sumMs: number;
  count: number;
}

function together(sum: Distribution | undefined, added: Distribution): Distribution {
  if (sum === undefined) return added;
  return {
    buckets: sum.buckets.map((count, bucket) => count + (added.buckets[bucket] ?? 0)),
    sumMs: sum.sumMs + added.sumMs,
    count: sum.count + added.count,
  };
}

function none(): number[] {
  return Array.from({ length: BUCKETS_MS.length + 1 }, () => 0);
}
