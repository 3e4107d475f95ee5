/**
 * A histogram of durations, of fixed size for any number of samples, which can be merged with those of other processes.
 * Buckets grow by 1 %, so percentiles are exact to 1 %; the maximum is exact. Pure.
 */

/** The ratio of the upper bounds of two neighbouring buckets. */
const GROWTH = 1.01;
/** The upper bound of the first bucket, in milliseconds. */
const LEAST_MS = 0.01;

/** A histogram as plain data: pairs of bucket and count, and the maximum in milliseconds. */
export interface LatencyData {
  readonly buckets: readonly (readonly [bucket: number, count: number])[];
  readonly maxMs: number;
}

export class Latencies {
  readonly #buckets = new Map<number, number>();
  #count = 0;
  #max = 0;

  get count(): number {
    return this.#count;
  }

  get maxMs(): number {
    return this.#max;
  }

  add(ms: number): void {
    const bucket = ms <= LEAST_MS ? 0 : Math.ceil(Math.log(ms / LEAST_MS) / Math.log(GROWTH));
    this.#add(bucket, 1);
    if (ms > this.#max) this.#max = ms;
  }

  /** Adds the samples of another process. */
  merge({ buckets, maxMs }: LatencyData): void {
    for (const [bucket, count] of buckets) this.#add(bucket, count);
    this.#max = Math.max(this.#max, maxMs);
  }

  /** The duration, in milliseconds, that this share of samples (0 to 1) did not exceed; 0 without samples. */
  percentile(share: number): number {
    const rank = Math.max(1, Math.ceil(share * this.#count));
    let seen = 0;
    for (const [bucket, count] of [...this.#buckets].sort(([a], [b]) => a - b)) {
      seen += count;
      if (seen >= rank) return Math.min(this.#max, LEAST_MS * GROWTH ** bucket);
    }
    return 0;
  }

  toJSON(): LatencyData {
    return { buckets: [...this.#buckets], maxMs: this.#max };
  }

  #add(bucket: number, count: number): void {
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + count);
    this.#count += count;
  }
}

/** The median; NaN without values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? NaN) + upper) / 2;
}
