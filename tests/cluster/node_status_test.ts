// [C20, C24] Whether a node is to be sent anybody, and what its log has of shards: for whoever runs it.
import { assert, assertEquals } from "@std/assert";
import { FORMAT } from "../../src/cluster/format.ts";
import { ClusterNode, type NodeOptions } from "../../src/cluster/node.ts";
import type { Started } from "../../src/cluster/membership_options.ts";
import { SHARDS } from "../../src/cluster/subjects.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { RecordingLog } from "../base/recording_log.ts";
import { Random } from "../sim/random.ts";
import { FakeEngine } from "./fake_engine.ts";
import { FakeWorld } from "./fake_world.ts";
import { NodeClock } from "./node_clock.ts";
import { SUBJECTS } from "./outbox_story.ts";

/** Nodes of one worker each, in a calm world. */
class Nodes {
  readonly base = new FakeClock();
  readonly world = new FakeWorld(this.base, new Random(1), {});

  /** Its worker serves at once, and finds a room in each shard that it is given. */
  start(
    name: string,
    { late, ...more }: Pick<NodeOptions, "streams"> & Pick<Started, "late"> = {},
  ) {
    const clock = new NodeClock(this.base, 0);
    const log = new RecordingLog();
    const engine = new FakeEngine(this.world, name, clock);
    let starts = 0;
    const givenUp: number[] = [];
    const has = new Set<number>();
    const node = new ClusterNode({
      ...{ engine, clock, log, subjects: SUBJECTS, node: name, workers: 1, patienceMs: 12_000 },
      address: { servers: [], cluster: "c", streams: 1, replicas: 1 },
      randomToken: () => `${++starts}`,
      rooms: () => 0,
      onSessionLost: () => {},
      onWorkerGivenUp: (worker) => givenUp.push(worker),
      ...more,
    });
    let epoch = 0;
    const serve = () =>
      node.workerServes(0, node.setupOf(0, ++epoch).workerId, (message) => {
        if (message.kind === "give_up") {
          const { shard } = message;
          has.delete(shard);
          clock.after(10, () => node.take(0, { kind: "gave_up", shard }));
        }
        if (message.kind !== "owned") return;
        for (const shard of message.shards) {
          has.add(shard);
          clock.after(10, () => node.take(0, { kind: "adopted", shard, rooms: 1 }));
        }
      });
    node.start({
      ready: serve,
      refused: (problem) => assert(false, problem),
      ...late && { late },
    });
    const kill = () => {
      clock.die();
      engine.close();
      node.stop();
    };
    return { node, log, engine, kill, serve, givenUp, has };
  }
}

Deno.test("[C20] nobody is sent to a node that knows no owner of a shard yet, or that can't reach NATS", () => {
  const nodes = new Nodes();
  const { node, log } = nodes.start("ana");
  assertEquals(node.fault !== null, true, "it has no lease yet");
  nodes.base.advance(300);
  assertEquals(node.fault, "cluster_joining");
  nodes.base.advance(5_000);
  assertEquals(node.fault, null);
  nodes.world.loseLeader(20_000);
  nodes.base.advance(3_000);
  assertEquals(node.fault, "cluster_out_of_reach", "its lease is over");
  assertEquals(log.of("cluster_out_of_reach"), []);
  nodes.base.advance(12_000);
  const problems = log.of("cluster_out_of_reach").map(({ fields }) => fields["problem"]);
  assertEquals(problems, ["no answer"]);
  assertEquals(node.fault, "cluster_out_of_reach");
  nodes.base.advance(20_000);
  assertEquals([node.fault, log.of("cluster_back").length], [null, 1]);
  node.stop();
});

Deno.test("[C20, C23] a node that NATS does not let join says why after the patience, and joins as soon as it may", () => {
  const nodes = new Nodes();
  nodes.world.loseLeader(20_000);
  const told: string[] = [];
  const first = nodes.start("ana", { late: (problem) => told.push(problem) });
  const again = nodes.start("ben");
  nodes.base.advance(11_900);
  assertEquals([told, again.log.of("cluster_out_of_reach")], [[], []]);
  nodes.base.advance(200);
  const problems = again.log.of("cluster_out_of_reach").map(({ fields }) => fields["problem"]);
  assertEquals([told, problems], [["no answer"], ["no answer"]]);
  assertEquals([first.log.lines, again.node.fault], [[], "cluster_out_of_reach"]);
  nodes.base.advance(20_000);
  assertEquals([again.log.of("cluster_back").length, again.node.fault], [1, null]);
  for (const { node } of [first, again]) node.stop();
});

Deno.test("[C12, C20] a node that lost its session, and is not let in again, says why after the patience", () => {
  const nodes = new Nodes();
  const [ana, ben] = [nodes.start("ana"), nodes.start("ben")];
  nodes.base.advance(10_000);
  ana.engine.cut();
  nodes.base.advance(6_000);
  ana.engine.restore();
  while (ana.log.of("session_lost").length === 0) nodes.base.advance(10);
  nodes.world.loseLeader(20_000);
  nodes.base.advance(11_000);
  assertEquals(ana.log.of("cluster_out_of_reach"), []);
  nodes.base.advance(2_000);
  assertEquals(ana.log.of("cluster_out_of_reach").length, 1);
  nodes.base.advance(20_000);
  assertEquals([ana.log.of("cluster_back").length, ana.node.fault], [1, null]);
  for (const { node } of [ana, ben]) node.stop();
});

Deno.test("[C20] nobody is sent to a node for which a stream doesn't answer", () => {
  const nodes = new Nodes();
  let closed = 0;
  const streams = { isOneOut: false, close: () => closed++ };
  const { node } = nodes.start("ana", { streams });
  nodes.base.advance(5_000);
  assertEquals(node.fault, null);
  streams.isOneOut = true;
  assertEquals(node.fault, "stream_out_of_reach");
  node.stop();
  assertEquals(closed, 1);
});

Deno.test("[C12, C20] a node that was out of reach until its session was ended is whole again as another incarnation", () => {
  const nodes = new Nodes();
  const [ana, ben] = [nodes.start("ana"), nodes.start("ben")];
  nodes.base.advance(10_000);
  ana.engine.cut();
  nodes.base.advance(15_000);
  assertEquals([ana.node.fault, ben.node.fault], ["cluster_out_of_reach", null]);
  ana.engine.restore();
  nodes.base.advance(10_000);
  assertEquals([ana.log.of("session_lost").length, ana.node.fault], [1, null]);
  for (const { node } of [ana, ben]) node.stop();
});

Deno.test("[C20] the shards of a worker that NATS doesn't answer are others' after the patience, until it serves again", () => {
  const nodes = new Nodes();
  const [ana, ben] = [nodes.start("ana"), nodes.start("ben")];
  nodes.base.advance(10_000);
  const owned = () => [ana, ben].map(({ node }) => node.status?.owned ?? 0);
  const [had = 0] = owned();
  ana.node.take(0, { kind: "reach", is: false });
  assertEquals([ana.node.fault, ben.node.fault], ["worker_out_of_reach", null]);
  nodes.base.advance(11_000);
  assertEquals([ana.givenUp, owned()], [[], [had, SHARDS - had]]);
  nodes.base.advance(3_000);
  assertEquals([ana.givenUp, ana.log.of("worker_out_of_reach").length], [[0], 1]);
  ana.node.workerLost(0);
  nodes.base.advance(60_000);
  assertEquals(owned(), [0, SHARDS], "its node has nobody for them, and asks for none");
  ana.serve();
  nodes.base.advance(240_000);
  assertEquals([ana.node.fault, owned()], [null, [had, SHARDS - had]]);
  for (const { node } of [ana, ben]) node.stop();
});

Deno.test("[C20] while NATS answers nobody, no worker is given up for that", () => {
  const nodes = new Nodes();
  const { node, givenUp } = nodes.start("ana");
  nodes.base.advance(10_000);
  nodes.world.loseLeader(30_000);
  nodes.base.advance(2_000);
  node.take(0, { kind: "reach", is: false });
  nodes.base.advance(25_000);
  assertEquals([node.fault, givenUp], ["cluster_out_of_reach", []]);
  nodes.base.advance(10_000);
  node.take(0, { kind: "reach", is: true });
  nodes.base.advance(60_000);
  assertEquals([node.fault, givenUp], [null, []]);
  node.stop();
});

Deno.test("[C18] workers write the lowest format of all nodes that live", () => {
  const nodes = new Nodes();
  const { node } = nodes.start("ana");
  nodes.base.advance(5_000);
  const formats: number[] = [];
  node.workerServes(0, node.setupOf(0, 2).workerId, (message) => {
    if (message.kind === "others") formats.push(message.format);
  });
  assertEquals(formats.splice(0), [FORMAT], "at once: it may write before the next time");
  const [record] = nodes.world.lasts(SUBJECTS.sessions);
  const old = { ...JSON.parse(record?.text ?? ""), format: FORMAT - 1, by: "old-1" };
  const session = { subject: SUBJECTS.session("old-1"), text: JSON.stringify(old), expected: 0 };
  nodes.world.append(session, "old", () => {});
  nodes.base.advance(1_100);
  assertEquals(formats.splice(0), [FORMAT - 1]);
  nodes.base.advance(10_000);
  assertEquals(formats.at(-1), FORMAT, "it was silent, and was ended");
  node.stop();
});

Deno.test("[C18] a shard with a room that only a newer version can read is others' from then on, and not asked for", () => {
  const nodes = new Nodes();
  const [ana, ben] = [nodes.start("ana"), nodes.start("ben")];
  nodes.base.advance(10_000);
  const owned = () => [ana, ben].map(({ node }) => node.status?.owned ?? 0);
  const [had = 0] = owned();
  const shard = [...Array(SHARDS).keys()].find((shard) => ana.has.has(shard)) ?? 0;
  ana.node.take(0, { kind: "too_new", shard });
  nodes.base.advance(60_000);
  assertEquals(owned(), [had - 1, SHARDS - had + 1]);
  assert(ben.has.has(shard));
  for (const { node } of [ana, ben]) node.stop();
});

Deno.test("[C24] the log has how many shards a node has once that has settled, and each takeover in a line", () => {
  const nodes = new Nodes();
  const [ana, ben] = [nodes.start("ana"), nodes.start("ben")];
  nodes.base.advance(10_000);
  const owned = (of: typeof ana) => of.log.of("shards_owned").at(-1)?.fields["shards"];
  const [had, others] = [Number(owned(ana)), Number(owned(ben))];
  assertEquals([had + others, ana.log.of("shards_owned").length], [SHARDS, 1]);
  ben.kill();
  nodes.base.advance(15_000);
  assertEquals([owned(ana), ana.log.of("takeover").length], [SHARDS, 1]);
  const { waited_ms: waitedMs, ...fields } = ana.log.of("takeover")[0]?.fields ?? {};
  assertEquals(fields, { from: "ben-1", shards: others, rooms: others });
  assert(Number(waitedMs) > 2_500 && Number(waitedMs) < 6_000, `${waitedMs}`);
  ana.node.stop();
});
