// The text that Prometheus reads, against the grammar of its format 0.0.4.
import { assert, assertEquals, assertMatch } from "@std/assert";
import { expose } from "../../src/server/exposition.ts";
import { familiesOf } from "../../src/server/families.ts";
import { BUCKETS_MS, type Measures, WorkerMetrics } from "../../src/server/metrics.ts";
import { assertExposition, valueOf } from "./exposition.ts";

function measures(metrics = new WorkerMetrics()): Measures {
  return {
    ...metrics.snapshot(),
    gauges: {
      connections: { v1: 1, v2: 2 },
      rooms: { open: 3 },
      members: { v1_online: 1, v1_away: 0, v2_online: 2, v2_away: 1 },
      ballots: { voting: 1, complete: 0, revealed: 0 },
      link: { window: 96, outstanding: 1, queued_bytes: 512 },
      heap_bytes: { used: 1e6, total: 2e6, external: 5 },
    },
  };
}

Deno.test("label values and help are escaped, numbers are told as they are", () => {
  const text = expose([{
    name: "a_total",
    help: "a \\ and\na break",
    type: "counter",
    series: [{ labels: { one: 'a "quote"', other: "\\\n" }, value: 1.5 }, { labels: {}, value: 0 }],
  }, { name: "left_out", help: "nothing", type: "gauge", series: [] }]);
  assertEquals(
    text,
    [
      "# HELP a_total a \\\\ and\\na break",
      "# TYPE a_total counter",
      'a_total{one="a \\"quote\\"",other="\\\\\\n"} 1.5',
      "a_total 0",
      "",
    ].join("\n"),
  );
  assertExposition(text);
});

Deno.test("a histogram's buckets hold those before them, in seconds, and the last holds all", () => {
  const metrics = new WorkerMetrics();
  for (const ms of [0, 1, 7, 99_999]) metrics.time("commands", "v1", ms);
  const text = expose(familiesOf([measures(metrics)]));
  assertExposition(text);
  const name = "estimatex_command_seconds";
  const buckets = text.split("\n").filter((line) => line.startsWith(`${name}_bucket`));
  assertEquals(buckets.length, BUCKETS_MS.length + 1);
  assertEquals(buckets.map((line) => Number(line.split(" ").at(-1))).slice(0, 4), [2, 2, 2, 3]);
  assertMatch(buckets.at(-1) ?? "", /le="\+Inf"\} 4$/);
  assertEquals(valueOf(text, `${name}_count{protocol="v1"}`), 4);
  assertEquals(valueOf(text, `${name}_sum{protocol="v1"}`), 100.007);
});

Deno.test("all workers are one sum, but for what is each worker's own", () => {
  const [one, other] = [new WorkerMetrics(), new WorkerMetrics()];
  one.count("resumes", "ok");
  other.count("resumes", "ok");
  other.time("loop_lag", "timer", 3);
  const text = expose(familiesOf([measures(one), measures(other)]));
  assertExposition(text);
  const table: [string, number | undefined][] = [
    ['estimatex_resumes_total{result="ok"}', 2],
    ['estimatex_resumes_total{result="refused"}', 0],
    ["estimatex_rooms", 6],
    ['estimatex_members{protocol="v2",presence="away"}', 2],
    ['estimatex_link{worker="1",what="window"}', 96],
    ['estimatex_event_loop_lag_seconds_count{worker="1"}', 1],
    ['estimatex_event_loop_lag_seconds_count{worker="0"}', undefined],
  ];
  for (const [series, value] of table) assertEquals(valueOf(text, series), value, series);
});

Deno.test("the check of the grammar finds what breaks it", () => {
  for (
    const text of [
      "a 1\n",
      "# HELP a b\n# TYPE a counter\na 1\n",
      "# HELP a b\n# TYPE a gauge\na 1",
      '# HELP a b\n# TYPE a gauge\na{x="1",} 1\na{x="1"} 1\n',
      '# HELP a b\n# TYPE a gauge\na{x="\n"} 1\n',
      "# HELP a b\n# TYPE a gauge\na x\n",
    ]
  ) {
    let broken = false;
    try {
      assertExposition(text);
    } catch {
      broken = true;
    }
    assert(broken, text);
  }
});
