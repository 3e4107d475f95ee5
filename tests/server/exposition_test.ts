// The text that Prometheus reads, against the grammar of its format 0.0.4.
import { assertEquals, assertMatch } from "@std/assert";
import { expose } from "../../src/server/exposition.ts";
import { familiesOf } from "../../src/server/families.ts";
import { BUCKETS_MS, type Measures, WorkerMetrics } from "../../src/server/worker_metrics.ts";
import { assertExposition, valueOf } from "./exposition.ts";

function measures(metrics = new WorkerMetrics()): Measures {
  return {
    ...metrics.snapshot(),
    gauges: {
      connections: { v1: 1, v2: 2 },
      waiting: { joins: 0 },
      rooms: { open: 3 },
      members: { v1_online: 1, v1_away: 0, v2_online: 2, v2_away: 1 },
      ballots: { voting: 1, complete: 0, revealed: 0 },
      link: { capacity: 96, unread: 1, waiting: 512 },
      heap_bytes: { used: 1e6, total: 2e6, external: 5 },
    },
  };
}

Deno.test("label values and help are escaped, numbers are written as they are", () => {
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
    ['estimatex_link_bytes{worker="1",what="capacity"}', 96],
    ['estimatex_event_loop_lag_seconds_count{worker="1"}', 1],
    ['estimatex_event_loop_lag_seconds_count{worker="0"}', undefined],
  ];
  for (const [series, value] of table) assertEquals(valueOf(text, series), value, series);
});

Deno.test("[C24] a cluster's numbers are there with --cluster alone", () => {
  const alone = expose(familiesOf([measures()]));
  assertEquals(alone.includes("estimatex_cluster_"), false);
  const posts = { posts: 5, resends: 1, resets: 0, strangers: 2, unreadable: 0 };
  const worker = (held: number): Measures => {
    const { timed, gauges } = measures();
    const counted = { doubtful: { commits: 1 }, superseded: { rooms: 0 }, posts };
    return { counted, timed, gauges: { ...gauges, held: { messages: held }, peers: { known: 4 } } };
  };
  const text = expose(familiesOf([worker(3), worker(4)]));
  assertExposition(text);
  const table: [string, number][] = [
    ["estimatex_cluster_held_messages", 7],
    ['estimatex_cluster_peers{worker="1"}', 4],
    ["estimatex_cluster_doubtful_commits_total", 2],
    ["estimatex_cluster_superseded_rooms_total", 0],
    ['estimatex_cluster_posts_total{what="strangers"}', 4],
    ['estimatex_cluster_posts_total{what="unreadable"}', 0],
  ];
  for (const [series, value] of table) assertEquals(valueOf(text, series), value, series);
});

/** One histogram with these samples behind its description. */
const histogram = (...samples: readonly string[]) =>
  ["# HELP h x", "# TYPE h histogram", ...samples, ""].join("\n");

const WHOLE = ['h_bucket{a="1",le="0.1"} 1', 'h_bucket{a="1",le="+Inf"} 2', 'h_sum{a="1"} 3'];

const BROKEN: Readonly<Record<string, string>> = {
  "no description": "a 1\n",
  "a counter by another name": "# HELP a b\n# TYPE a counter\na 1\n",
  "a gauge by a counter's name": "# HELP a_total b\n# TYPE a_total gauge\na_total 1\n",
  "no end of the line": "# HELP a b\n# TYPE a gauge\na 1",
  "no type": "# HELP a b\na 1\n",
  "no help": "# TYPE a gauge\na 1\n",
  "the type of another": "# HELP a b\n# TYPE b gauge\nb 1\n",
  "an unknown type": "# HELP a b\n# TYPE a number\na 1\n",
  "a family twice": "# HELP a b\n# TYPE a gauge\na 1\n# HELP a b\n# TYPE a gauge\na 1\n",
  "a family of nothing": "# HELP a b\n# TYPE a gauge\n",
  "a sample of another": "# HELP a b\n# TYPE a gauge\nb 1\n",
  "a comma too many": '# HELP a b\n# TYPE a gauge\na{x="1",} 1\n',
  "a series twice": '# HELP a b\n# TYPE a gauge\na{x="1"} 1\na{x="1"} 1\n',
  "a label twice": '# HELP a b\n# TYPE a gauge\na{x="1",x="2"} 1\n',
  "a break in a label": '# HELP a b\n# TYPE a gauge\na{x="\n"} 1\n',
  "a quote in a label": '# HELP a b\n# TYPE a gauge\na{x="""} 1\n',
  "a backslash in a label": '# HELP a b\n# TYPE a gauge\na{x="\\x"} 1\n',
  "a backslash in the help": "# HELP a \\b\n# TYPE a gauge\na 1\n",
  "no number": "# HELP a b\n# TYPE a gauge\na x\n",
  "less than nothing counted": "# HELP a_total b\n# TYPE a_total counter\na_total -1\n",
  "no last bucket": histogram(...WHOLE.slice(0, 1), 'h_sum{a="1"} 3', 'h_count{a="1"} 1'),
  "a last bucket without all": histogram(...WHOLE, 'h_count{a="1"} 3'),
  "buckets that go down": histogram(
    'h_bucket{le="1"} 2',
    'h_bucket{le="+Inf"} 1',
    "h_sum 1",
    "h_count 1",
  ),
  "buckets out of order": histogram(
    'h_bucket{le="2"} 1',
    'h_bucket{le="1"} 1',
    'h_bucket{le="+Inf"} 1',
    "h_sum 1",
    "h_count 1",
  ),
  "no count": histogram(...WHOLE),
  "no sum": histogram(...WHOLE.slice(0, 2), 'h_count{a="1"} 2'),
  "a bucket without its bound": histogram("h_bucket 2", "h_sum 3", "h_count 2"),
  "a count of another series": histogram(...WHOLE, 'h_count{a="2"} 2'),
};

function passes(text: string): boolean {
  try {
    assertExposition(text);
    return true;
  } catch {
    return false;
  }
}

Deno.test("the check of the grammar finds what breaks it, and nothing in what is whole", () => {
  assertExposition(histogram(...WHOLE, 'h_count{a="1"} 2'));
  assertExposition(histogram('h_bucket{le="+Inf"} 2', "h_sum 3", "h_count 2"));
  assertExposition('# HELP a b \\n\\\\\n# TYPE a gauge\na{x="\\"\\\\\\n, ",y="}"} -1.5e-7\na 0\n');
  const missed = Object.entries(BROKEN).filter(([, text]) => passes(text));
  assertEquals(missed, []);
});
