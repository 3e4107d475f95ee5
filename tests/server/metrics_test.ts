// Counting and timing in one worker, and over all of them.
import { assertEquals } from "@std/assert";
import { BUCKETS_MS, sumOf, WorkerMetrics } from "../../src/server/worker_metrics.ts";

Deno.test("what is counted is counted by name and kind", () => {
  const metrics = new WorkerMetrics();
  metrics.count("commands", "vote");
  metrics.count("commands", "vote");
  metrics.count("commands", "begin");
  metrics.count("resumes", "ok");
  assertEquals(metrics.snapshot().counted, {
    commands: { vote: 2, begin: 1 },
    resumes: { ok: 1 },
  });
});

Deno.test("what is timed falls into the first bucket that is not below it, or into the last", () => {
  const metrics = new WorkerMetrics();
  const table: [ms: number, bucket: number][] = [
    [-3, 0],
    [0, 0],
    [1, 0],
    [1.5, 1],
    [250, 7],
    [251, 8],
    [2_500, BUCKETS_MS.length - 1],
    [1e9, BUCKETS_MS.length],
  ];
  const buckets = BUCKETS_MS.map(() => 0).concat(0);
  for (const [ms, bucket] of table) {
    metrics.time("commands", "v2", ms);
    buckets[bucket] = (buckets[bucket] ?? 0) + 1;
  }
  const sumMs = table.reduce((sum, [ms]) => sum + Math.max(0, ms), 0);
  assertEquals(metrics.snapshot().timed, {
    commands: { v2: { buckets, sumMs, count: table.length } },
  });
});

Deno.test("a snapshot is plain data of one moment", () => {
  const metrics = new WorkerMetrics();
  metrics.time("commands", "v1", 3);
  const before = metrics.snapshot();
  assertEquals(structuredClone(before), before);
  metrics.time("commands", "v1", 3);
  metrics.count("seats", "v1");
  assertEquals([before.timed["commands"]?.["v1"]?.count, before.counted], [1, {}]);
});

Deno.test("the sum of all workers has what any of them has", () => {
  const [one, other] = [new WorkerMetrics(), new WorkerMetrics()];
  one.count("commands", "vote");
  other.count("commands", "vote");
  other.count("commands", "begin");
  one.count("slow_readers", "v2");
  one.time("commands", "v2", 1);
  other.time("commands", "v2", 7);
  other.time("commands", "v1", 7);
  const [ones, others] = [one.snapshot(), other.snapshot()];
  const { counted, timed } = sumOf([ones, others]);
  assertEquals(counted, { commands: { vote: 2, begin: 1 }, slow_readers: { v2: 1 } });
  const v2 = timed["commands"]?.["v2"];
  assertEquals([v2?.count, v2?.sumMs, v2?.buckets.slice(0, 4)], [2, 8, [1, 0, 0, 1]]);
  assertEquals(timed["commands"]?.["v1"], others.timed["commands"]?.["v1"]);
  // and those it is made of stay as they were
  assertEquals([ones, others], [one.snapshot(), other.snapshot()]);
  assertEquals(sumOf([]), { counted: {}, timed: {} });
});
