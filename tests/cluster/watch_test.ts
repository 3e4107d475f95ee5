// [C24] What the board and the alerts ask for is what the server has: each metric by its name, each label by its name
// and, where the server's words are fixed, by its value.
import { assert, assertEquals } from "@std/assert";
import { type Measures, WorkerMetrics } from "../../src/server/worker_metrics.ts";
import { metricsAnswer, type ProcessStatus } from "../../src/supervisor/answers.ts";

const ROOT = new URL("../../", import.meta.url);
const permitted = Deno.permissions.querySync({ name: "read", path: ROOT }).state === "granted";

/** The metrics of a node that has counted and timed something of everything that it can. */
function everything(): string {
  const metrics = new WorkerMetrics();
  metrics.count("commits", "ok");
  metrics.count("commits", "failed");
  metrics.count("closes", "restarting");
  metrics.count("doubtful", "commits");
  metrics.count("superseded", "rooms");
  metrics.count("posts", "posts");
  for (const result of ["ok", "failed"] as const) metrics.time("commits", result, 1);
  metrics.time("commands", "v2", 1);
  metrics.time("sends", "state", 1);
  metrics.time("loop_lag", "timer", 1);
  return metricsOf(metrics);
}

function metricsOf(metrics: WorkerMetrics): string {
  const measures: Measures = {
    ...metrics.snapshot(),
    gauges: {
      waiting: { joins: 0 },
      connections: { v1: 1, v2: 2 },
      rooms: { open: 3 },
      members: { v1_online: 1, v1_away: 0, v2_online: 2, v2_away: 1 },
      ballots: { voting: 1, complete: 0, revealed: 0 },
      link: { capacity: 96, unread: 1, waiting: 512 },
      held: { messages: 1 },
      peers: { known: 1 },
      heap_bytes: { used: 1e6, total: 2e6, external: 5 },
    },
  };
  const cluster = {
    ...{ connected: true, leaseLeftMs: 1, owned: 1, wanted: 1, takeovers: 1 },
    ...{ silentNodes: 0, liveNodes: 1, rooms: 0, format: 1 },
  };
  const process = {
    ...{ version: "", commit: null, status: "ok", reason: null, workersUp: 1, workers: 1 },
    ...{ restarts: 0, startedAt: 0, rssBytes: 1, cpuSeconds: 1, max_memory: 0, cluster },
    limits: {
      ...{ max_rooms: 0, max_rooms_per_ip: 0, max_room_capacity: 0, max_connections: 0 },
      ...{ max_connections_per_ip: 0, message_rate: 0 },
    },
    webhooks: [],
  } satisfies ProcessStatus;
  const { body } = metricsAnswer(process, [measures]);
  return String(body);
}

interface Selector {
  readonly name: string;
  readonly labels: readonly (readonly [name: string, value: string])[];
}

/** Every metric that a text asks for, with the labels that it wants. */
function selectorsIn(text: string): readonly Selector[] {
  return [...text.matchAll(/\b((?:estimatex|process)_\w+)(?:\{([^}]*)\})?/g)].map(
    ([, name = "", labels = ""]) => ({
      name,
      labels: [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, label = "", value = ""]) =>
        [label, value] as const
      ),
    }),
  );
}

/** Labels that a scrape adds. */
const OF_SCRAPE = ["job", "instance"];

function isIn(lines: readonly string[], { name, labels }: Selector): boolean {
  return lines.some((line) =>
    (line.startsWith(`${name} `) || line.startsWith(`${name}{`)) &&
    labels.every(([label, value]) =>
      OF_SCRAPE.includes(label) || line.includes(`${label}="${value}"`)
    )
  );
}

Deno.test({
  name:
    "[C24] what an alert waits to see grow is there before the first time: else that would be no growth",
  ignore: !permitted,
  fn() {
    const lines = metricsOf(new WorkerMetrics()).split("\n");
    const alerts = Deno.readTextFileSync(new URL("src/cluster/watch/alerts.yml", ROOT));
    const growing = [...alerts.matchAll(/increase\((.*?)\[/g)]
      .flatMap(([, text = ""]) => selectorsIn(text));
    assertEquals(growing.length, 2);
    assertEquals(growing.filter((one) => !isIn(lines, one)), []);
  },
});

Deno.test({
  name: "[C24] board and alerts ask for nothing that the server hasn't",
  ignore: !permitted,
  fn() {
    const lines = everything().split("\n");
    const board = Deno.readTextFileSync(new URL("src/cluster/watch/board.json", ROOT));
    const alerts = Deno.readTextFileSync(new URL("src/cluster/watch/alerts.yml", ROOT));
    const texts = [alerts, ...JSON.stringify(JSON.parse(board)).replaceAll('\\"', '"').split("\n")];
    const selectors = texts.flatMap(selectorsIn);
    assert(selectors.length > 30, "some are found");
    assertEquals(selectors.filter((one) => !isIn(lines, one)), []);
    // and all of C24 is watched
    const watched = new Set(selectors.map(({ name }) => name));
    const ofCluster = lines.flatMap((line) =>
      /^# TYPE (estimatex_cluster_\w+)/.exec(line)?.[1] ?? []
    )
      .filter((name) => !UNWATCHED.includes(name));
    assertEquals(ofCluster.filter((name) => !watched.has(name)), []);
  },
});

/** What else shows. */
const UNWATCHED = ["estimatex_cluster_rooms", "estimatex_cluster_peers"];
