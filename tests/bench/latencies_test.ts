// Percentiles of a distribution in buckets: right to 1 %, the same in one process as in several.
import { assert, assertEquals } from "@std/assert";
import { Latencies, median } from "./latencies.ts";

function of(...values: readonly number[]): Latencies {
  const latencies = new Latencies();
  for (const value of values) latencies.add(value);
  return latencies;
}

function near(actual: number, wanted: number): void {
  assert(Math.abs(actual - wanted) <= 0.011 * wanted, `${actual} is not about ${wanted}`);
}

Deno.test("of 1 to 1000 ms half took at most 500, 99 of 100 at most 990, the longest 1000", () => {
  const latencies = of(...Array.from({ length: 1_000 }, (_, at) => at + 1));
  near(latencies.percentile(0.5), 500);
  near(latencies.percentile(0.99), 990);
  assertEquals(latencies.percentile(1), 1_000);
  assertEquals(latencies.maxMs, 1_000);
  assertEquals(latencies.count, 1_000);
});

Deno.test("one sample is every percentile; none is 0; no time at all has a bucket, too", () => {
  near(of(7).percentile(0.5), 7);
  near(of(7).percentile(0.99), 7);
  assertEquals(of().percentile(0.5), 0);
  assertEquals(of(0).percentile(0.5), 0);
});

Deno.test("merged as JSON, two halves are the whole", () => {
  const whole = of(1, 2, 3, 40, 50, 600);
  const merged = of(1, 40, 600);
  merged.merge(JSON.parse(JSON.stringify(of(2, 3, 50))));
  for (const share of [0.1, 0.5, 0.9, 1]) {
    assertEquals(merged.percentile(share), whole.percentile(share));
  }
  assertEquals(merged.count, 6);
});

Deno.test("the median is the middle one, or between the two in the middle", () => {
  assertEquals(median([3, 1, 2]), 2);
  assertEquals(median([4, 1, 2, 3]), 2.5);
  assertEquals(median([]), NaN);
});
