// Links between workers over real NATS servers: envelopes larger than any payload, and servers that die meanwhile.
import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../../src/base/clock.ts";
import { ClusterLink } from "../../../src/cluster/cluster_link.ts";
import type { Engine } from "../../../src/cluster/engine.ts";
import { subjectsOf } from "../../../src/cluster/subjects.ts";
import { eventually, pass } from "../../e2e/patience.ts";
import { startServers } from "../nats_servers.ts";
import { benchOn, newCluster, wholeTest } from "./bench.ts";

const subjects = subjectsOf("link");

/** A link that knows the other one, and the frames that have arrived at it. */
function open(workerId: string, other: string, engine: Engine) {
  const arrived: string[] = [];
  const link = new ClusterLink({
    ...{ workerId, workers: 1, engine, subjects, clock: systemClock },
    receive: (_, envelope) => arrived.push(envelope.kind === "frame" ? envelope.frame : ""),
    lost: () => {},
    begunAnew: () => {},
  });
  link.nodeUp(`node of ${other}`, [other]);
  const send = (frame: string) => link.send(1, { kind: "frame", conns: [1], frame, cause: null });
  return { link, arrived, send };
}

wholeTest("[S2] large envelopes and small ones arrive once and in order, over NATS", async () => {
  await using servers = await startServers(1);
  const bench = benchOn(servers, newCluster());
  const one = open("a-1", "b-1", await bench.open());
  const garbler = await bench.open();
  const two = open("b-1", "a-1", await bench.open());
  try {
    one.send("hello");
    await eventually("they have met", () => two.arrived.splice(0).length > 0);
    const sent: string[] = [];
    for (let n = 0; n < 300; n++) {
      const letters = n % 100 === 50 ? "☕🐎\n".repeat(700_000) : "x".repeat(n);
      sent.push(`${n} ${letters}`);
      one.send(`${n} ${letters}`);
      two.send(`${n}`);
      garbler.publish(subjects.inbox("b-1"), `{"from":"a-1"}\n${letters.slice(0, 100)}`);
    }
    await eventually("all have arrived", () => two.arrived.length + one.arrived.length >= 600);
    assert(two.arrived.every((frame, at) => frame === sent[at]), "as they were sent");
    assertEquals(one.arrived, sent.map((_, n) => `${n}`));
    await eventually("the links are idle", () => one.link.idle && two.link.idle);
    await eventually("so has the garbage", () => two.link.stats.unreadable >= 300);
  } finally {
    one.link.close();
    two.link.close();
    await bench.close();
  }
});

wholeTest("[S2] what a server that dies takes along is sent again", async () => {
  await using servers = await startServers(1);
  const bench = benchOn(servers, newCluster());
  const one = open("a-1", "b-1", await bench.open());
  const two = open("b-1", "a-1", await bench.open());
  try {
    const [server] = servers.all;
    for (let n = 0; n < 3_000; n++) {
      one.send(`${n} ${"x".repeat(1_000)}`);
      if (n % 10 === 0) await pass(1);
      if (n === 1_000) {
        await server?.kill();
        server?.start();
      }
    }
    await eventually("all have arrived", () => two.arrived.length >= 3_000);
    assertEquals(two.arrived.map((frame) => parseInt(frame)), two.arrived.map((_, n) => n));
    assert(one.link.stats.resends > 0);
    await eventually("the links are idle", () => one.link.idle && two.link.idle);
    await servers.ready();
  } finally {
    one.link.close();
    two.link.close();
    await bench.close();
  }
});
