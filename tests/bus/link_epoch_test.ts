/** Incarnations of workers: first contact, replacement, and what must not cross from one to the next [S5]. */
import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { RESEND_LAST_MS } from "../../src/bus/link_options.ts";
import { Cluster } from "./link_cluster.ts";

Deno.test("[S5] before first contact no data is posted, and it is kept", () => {
  const cluster = new Cluster(2);
  const data: number[] = [];
  cluster.network.watch = ({ seq }) => data.push(seq);
  const early = cluster.start(0, 1);
  early.send(1, 3);
  cluster.clock.advance(10_000);
  assertLessOrEqual(early.link.stats.hellos, 4 + 10_000 / RESEND_LAST_MS);
  assertEquals(data.filter((seq) => seq > 0), []);
  const late = cluster.start(1, 1);
  cluster.clock.advance(RESEND_LAST_MS);
  assertEquals(late.arrived[0]?.count, 3);
  assertEquals([early.resets[1], late.resets[0]], [0, 0], "first contact is no reset");
  cluster.finish();
});

Deno.test("[S5] a new incarnation that sends nothing is found out by what reaches it", () => {
  const cluster = Cluster.met(2);
  const stays = cluster.worker(0);
  cluster.kill(1);
  const next = cluster.start(1, 2);
  stays.onReset = () => stays.send(1, 4);
  stays.send(1, 7);
  cluster.clock.advance(1);
  assertEquals(stays.resets[1], 1);
  cluster.finish();
  assertEquals(next.arrived[0], { epoch: 1, count: 4 });
});

Deno.test("[S5] workerLost of a peer that never sent anything drops what was queued for it", () => {
  const cluster = new Cluster(2);
  const first = cluster.start(0, 1);
  first.send(1, 3);
  first.link.workerLost(1, 1);
  assertEquals(first.resets[1], 1);
  assert(first.link.idle);
  const next = cluster.start(1, 2);
  first.send(1, 1);
  cluster.finish();
  assertEquals([first.resets[1], next.arrived[0]?.count], [1, 1]);
});

Deno.test("[S5] what a lost incarnation had posted is ignored when it comes late", () => {
  const cluster = Cluster.met(2, { faults: { delayMs: 500 }, seed: 3 });
  const stays = cluster.worker(0);
  cluster.worker(1).send(0, 50);
  cluster.clock.advance(0);
  const before = stays.arrived[1]?.count;
  assertEquals(before, 1);
  stays.link.workerLost(1, 1);
  cluster.kill(1);
  cluster.clock.advance(1_000);
  assertEquals(stays.arrived[1], { epoch: 0, count: 0 });
  assert(stays.link.stats.stale > 0);
});
