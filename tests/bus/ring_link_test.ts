/** The link over rings: the contract of all links, and what is its own: bells, full rings, no idle timer [S2]. */
import { assertEquals, assertLess } from "@std/assert";
import { allocateRing, ringCapacity } from "../../src/bus/ring.ts";
import { READ_UNITS_MAX, RING_AGAIN_MS } from "../../src/bus/ring_link.ts";
import { linkContract } from "./link_contract.ts";
import { RingCluster } from "./ring_cluster.ts";

linkContract("rings", (size, options) => new RingCluster(size, options));
linkContract("roomy rings", (size, options) => new RingCluster(size, options, 64 * 1024));

/** Bells that are rung from now on. */
function countBells(cluster: RingCluster): { bells: number } {
  const count = { bells: 0 };
  cluster.network.watch = () => count.bells++;
  return count;
}

Deno.test("[S2] the writes of one turn ring one bell, for all readers", () => {
  const cluster = RingCluster.met(4, {}, 64 * 1024);
  const count = countBells(cluster);
  for (const to of [1, 2, 3]) cluster.worker(0).send(to, 20);
  cluster.clock.advance(0);
  assertEquals(count.bells, 1);
  cluster.finish();
});

Deno.test("[S2] nobody is rung who has not answered the last bell", () => {
  const cluster = RingCluster.met(3, {}, 64 * 1024);
  cluster.worker(1).end.block();
  const count = countBells(cluster);
  for (let turn = 0; turn < RING_AGAIN_MS - 2; turn++) {
    cluster.worker(0).send(1);
    cluster.clock.advance(1);
  }
  assertEquals(count.bells, 1);
  cluster.worker(0).send(2);
  cluster.clock.advance(0);
  assertEquals(count.bells, 2, "another one rings all the same");
  cluster.finish();
});

Deno.test("[S2] a bell that was lost is rung again, and only as long as something is unread", () => {
  const cluster = RingCluster.met(2, { faults: { drop: 1 } }, 64 * 1024);
  const count = countBells(cluster);
  cluster.worker(0).send(1);
  cluster.clock.advance(5 * RING_AGAIN_MS);
  assertEquals(cluster.worker(1).arrived[0]?.count, 1, "only the greeting");
  assertEquals(count.bells, 6);
  cluster.network.faults = { drop: 0, duplicate: 0, delayMs: 0, ring: Infinity };
  cluster.clock.advance(2 * RING_AGAIN_MS);
  assertEquals(cluster.worker(1).arrived[0]?.count, 2);
  assertEquals(cluster.clock.pending, 0, "an idle link has no timer");
  assertEquals(count.bells, 7);
});

Deno.test("[S2] a full ring makes its writer wait, and room in it ends that without a timer", () => {
  const cluster = RingCluster.met(2);
  const [writer, reader] = [cluster.worker(0), cluster.worker(1)];
  reader.end.block();
  writer.send(1, 200);
  cluster.clock.advance(0);
  assertLess(0, writer.link.load.waiting);
  assertEquals(writer.link.load.capacity, 1024);
  reader.end.unblock();
  cluster.clock.advance(RING_AGAIN_MS - 1);
  assertEquals(reader.arrived[0]?.count, 201);
  assertEquals(writer.link.load, { capacity: 1024, unread: 0, waiting: 0 });
  assertEquals(writer.link.stats.bells_again, 0);
});

Deno.test("[S2] a reader takes so much of a flood in one turn, and sockets have theirs in between", () => {
  const cluster = RingCluster.met(2, {}, 1024 * 1024);
  const text = "x".repeat(READ_UNITS_MAX / 4);
  cluster.worker(1).end.block();
  for (let n = 0; n < 20; n++) {
    cluster.worker(0).send(1, 1, text);
    cluster.clock.advance(0);
  }
  let story = "";
  const socket = () => {
    story += " ";
    if (story.length < 100) cluster.clock.after(0, socket);
  };
  cluster.worker(1).onMessage = () => story += "x";
  cluster.clock.after(0, socket);
  cluster.finish();
  const floods = story.split(/ +/).filter((flood) => flood !== "");
  assertEquals(floods, ["xxxx", "xxxx", "xxxx", "xxxx", "xxxx"]);
});

Deno.test("[S2] all rings of a process together stay small, however many workers there are", () => {
  assertEquals([2, 4, 8, 16].map(ringCapacity), [1024 * 1024, 1024 * 1024, 256 * 1024, 64 * 1024]);
});

Deno.test("[S2] what was written before a worker knew of its rings is read as soon as it does", () => {
  const cluster = new RingCluster(2);
  const [there, back] = [allocateRing(1024), allocateRing(1024)];
  const [early, late] = [0, 1].map((id) => cluster.alone(id));
  early?.link.workerLinked(1, 1, { out: there, in: back });
  early?.send(1, 3);
  cluster.clock.advance(RING_AGAIN_MS - 1);
  late?.link.workerLinked(0, 1, { out: back, in: there });
  cluster.clock.advance(0);
  assertEquals(late?.arrived[0]?.count, 3);
  cluster.finish();
});

Deno.test("[S5] rings to an incarnation that was reported lost before are not taken", () => {
  const cluster = new RingCluster(2);
  const [stays, dead] = [cluster.alone(0), cluster.alone(1)];
  const [there, back] = [allocateRing(1024), allocateRing(1024)];
  dead.link.workerLinked(0, 1, { out: back, in: there });
  dead.send(0, 3);
  cluster.clock.advance(0);
  stays.link.workerLost(1, 1);
  cluster.kill(1);
  stays.link.workerLinked(1, 1, { out: there, in: back });
  cluster.clock.advance(1_000);
  assertEquals([stays.arrived[1]?.count, stays.resets[1]], [0, 0]);
  stays.send(1, 2);
  const next = cluster.start(1, 2);
  cluster.finish();
  assertEquals(next.arrived[0]?.count, 2);
});
