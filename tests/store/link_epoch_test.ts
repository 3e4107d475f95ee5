/** Lives of workers: first contact, replacement, and what must not cross from one life to the next [S5]. */
import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { RESEND_LAST_MS } from "../../src/store/link_options.ts";
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

Deno.test("[S5] a replaced peer: one reset, before anything of the new life, nothing of the old", () => {
  const cluster = Cluster.met(2);
  const [stays, goes] = [cluster.worker(0), cluster.worker(1)];
  goes.end.block();
  stays.send(1, 1_000);
  cluster.clock.advance(20);
  cluster.kill(1);
  const next = cluster.start(1, 2);
  next.send(0, 5);
  cluster.clock.advance(20);
  assertEquals(stays.resets[1], 1);
  assertEquals(stays.arrived[1], { epoch: 2, count: 5 });
  assertEquals(next.arrived[0]?.count, 0, "what was queued for the old life is dropped");
  stays.send(1, 2);
  cluster.finish();
  assertEquals([stays.resets[1], next.resets[0]], [1, 0]);
});

Deno.test("[S5] a new life that has nothing to say is found out by what reaches it", () => {
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

Deno.test("[S5] peerDown drops the old life at once, resets once, and what follows waits for the new", () => {
  const cluster = Cluster.met(3);
  const stays = cluster.worker(0);
  cluster.kill(1);
  stays.onReset = (peer) => stays.send(peer, 2);
  stays.send(1, 9);
  cluster.clock.advance(1);
  for (let times = 0; times < 3; times++) stays.link.peerDown(1, 1);
  assertEquals(stays.resets[1], 1);
  cluster.clock.advance(1_000);
  const next = cluster.start(1, 2);
  cluster.clock.advance(RESEND_LAST_MS);
  stays.link.peerDown(1, 1);
  assertEquals(next.arrived[0], { epoch: 1, count: 2 });
  assertEquals(stays.resets, [0, 1, 0]);
  cluster.worker(2).link.peerDown(1, 1);
  cluster.finish();
});

Deno.test("[S5] peerDown of a peer never heard of drops what was queued for it", () => {
  const cluster = new Cluster(2);
  const first = cluster.start(0, 1);
  first.send(1, 3);
  first.link.peerDown(1, 1);
  assertEquals(first.resets[1], 1);
  assert(first.link.idle);
  const next = cluster.start(1, 2);
  first.send(1, 1);
  cluster.finish();
  assertEquals([first.resets[1], next.arrived[0]?.count], [1, 1]);
});

Deno.test("[S5] what a dead life had posted is ignored when it comes late", () => {
  const cluster = Cluster.met(2, { faults: { delay_ms: 500 }, seed: 3 });
  const stays = cluster.worker(0);
  cluster.worker(1).send(0, 50);
  cluster.clock.advance(0);
  const before = stays.arrived[1]?.count;
  assertEquals(before, 1);
  stays.link.peerDown(1, 1);
  cluster.kill(1);
  cluster.clock.advance(1_000);
  assertEquals(stays.arrived[1], { epoch: 0, count: 0 });
  assert(stays.link.stats.stale > 0);
});

Deno.test("[S5] a peer declared dead while it delivers is heard no further", () => {
  const cluster = Cluster.met(2);
  const stays = cluster.worker(0);
  stays.onMessage = () => stays.link.peerDown(1, 1);
  cluster.worker(1).send(0, 5);
  cluster.clock.advance(1);
  assertEquals(stays.arrived[1], { epoch: 0, count: 0 });
  assertEquals(stays.resets[1], 1);
  for (const worker of cluster.workers) worker.link.close();
});

for (let seed = 1; seed <= 20; seed++) {
  Deno.test(`[S5] lives come and go on a bad bus (seed ${seed})`, () => {
    const faults = { drop: 0.2, duplicate: 0.2, delay_ms: 60, ring: 256 };
    const cluster = new Cluster(3 + seed % 3, { faults, seed });
    const { random } = cluster.network;
    const ended = Array.from({ length: cluster.size }, () => 0);
    for (let id = 0; id < cluster.size; id++) cluster.start(id, 1);
    for (let step = 0; step < 300; step++) {
      cluster.everyPair((from, to) => {
        if (random() < 0.3) from.send(to.id, Math.ceil(random() * 50));
      });
      const id = Math.floor(random() * cluster.size);
      if (random() < 0.05) {
        const { epoch } = cluster.worker(id);
        cluster.kill(id);
        ended[id] = epoch;
        if (random() < 0.5) cluster.clock.advance(random() * 200);
        for (const other of cluster.workers) {
          if (random() < 0.5) other.link.peerDown(id, epoch);
        }
        if (random() < 0.5) cluster.clock.advance(random() * 200);
        cluster.start(id, epoch + 1);
      }
      cluster.clock.advance(random() * 20);
    }
    // Whoever has not noticed a new life learns of it from what it sends now.
    cluster.everyPair((from, to) => from.send(to.id));
    cluster.finish();
    for (const { resets } of cluster.workers) {
      resets.forEach((count, peer) => assertLessOrEqual(count, ended[peer] ?? 0));
    }
  });
}
