/**
 * What every link between workers must keep, over whatever it goes [S2, S3, S5]: each message arrives once and in
 * order, or its receiver has died and that was reported.
 */
import { assert, assertEquals, assertLess, assertLessOrEqual, assertThrows } from "@std/assert";
import { LINK_QUEUE_WEIGHT_MAX, type WorkerLink } from "../../src/bus/worker_link.ts";
import type { ClusterOptions, Numbered, WorkerCluster } from "./worker_cluster.ts";

/** Posts that a reader which is behind keeps [S2]. */
const RING = 256;

/** Long enough for whatever was lost to be sent, or rung for, again. */
const A_WHILE_MS = 500;

type AnyCluster = WorkerCluster<WorkerLink<Numbered>>;

/** Registers the same cases for one kind of link; `open` makes workers that have not started. */
export function linkContract(
  kind: string,
  open: (size: number, options?: ClusterOptions) => AnyCluster,
): void {
  const met = (size: number, options?: ClusterOptions) => open(size, options).meet();
  const linkTest = (name: string, run: () => void) => Deno.test(`${name}, over ${kind}`, run);

  for (let seed = 1; seed <= 8; seed++) {
    linkTest(`[S2] no loss, doubling or disorder when all goes wrong (seed ${seed})`, () => {
      const faults = { drop: 0.25, duplicate: 0.2, delayMs: 40, ring: RING };
      const cluster = open(2 + seed % 4, { faults, seed });
      for (let id = 0; id < cluster.size; id++) cluster.start(id, 1);
      for (let step = 0; step < 100; step++) {
        cluster.everyPair((from, to) => {
          if (cluster.network.random() < 0.5) {
            from.send(to.id, Math.floor(cluster.network.random() * 200));
          }
        });
        cluster.clock.advance(Math.floor(cluster.network.random() * 10));
      }
      assert(cluster.network.lost > 0, "posts were lost");
      cluster.finish();
      assert(cluster.workers.every(({ resets }) => resets.every((count) => count === 0)));
    });
  }

  linkTest("[S2] a reader that stalls for three seconds misses nothing, nor do others wait", () => {
    const cluster = met(4, { faults: { ring: RING } });
    cluster.worker(3).end.block();
    for (let ms = 0; ms < 3_000; ms++) {
      cluster.everyPair((from, to) => from.send(to.id));
      cluster.clock.advance(1);
    }
    assertEquals(cluster.worker(3).arrived[0]?.count, 1);
    assertLess(2_900, cluster.worker(2).arrived[0]?.count ?? 0, "others are not held up");
    cluster.finish();
  });

  linkTest("[S2] 100,000 messages of one turn all arrive", () => {
    const cluster = met(2, { faults: { ring: RING } });
    cluster.worker(0).send(1, 100_000);
    cluster.finish(600_000);
  });

  linkTest("[S2] a message may be of any length, and is what it was", () => {
    const cluster = met(2);
    const texts = ["", "½ ☕ 🗳️", "x".repeat(1_000), "ž".repeat(300_000), "\u0000\n", "y"];
    const arrived: unknown[] = [];
    cluster.worker(1).onMessage = (_, { text }) => arrived.push(text);
    for (const text of texts) {
      cluster.worker(0).send(1, 1, text);
      if (text.length < 1_000) cluster.clock.advance(1);
    }
    cluster.finish();
    assertEquals(arrived, texts);
  });

  linkTest("[S2] what is answered while it is received arrives, too", () => {
    const cluster = met(3);
    for (const worker of cluster.workers) {
      let answers = 200;
      worker.onMessage = (from) => {
        if (answers-- > 0) worker.send(from);
      };
    }
    cluster.worker(0).send(1);
    cluster.worker(1).send(2);
    cluster.finish();
    assertLess(90, cluster.worker(0).arrived[1]?.count ?? 0);
  });

  linkTest("[S5] what is sent before the peer is there is kept, and its coming is no reset", () => {
    const cluster = open(2);
    const early = cluster.start(0, 1);
    early.send(1, 3);
    cluster.clock.advance(10_000);
    const late = cluster.start(1, 1);
    cluster.clock.advance(A_WHILE_MS);
    assertEquals(late.arrived[0]?.count, 3);
    assertEquals([early.resets[1], late.resets[0]], [0, 0]);
    cluster.finish();
  });

  linkTest(
    "[S5] a replaced peer: one reset, before the next one speaks, and nothing of the old",
    () => {
      const cluster = met(2);
      const [stays, dies] = [cluster.worker(0), cluster.worker(1)];
      dies.end.block();
      dies.send(0, 1_000);
      stays.send(1, 1_000);
      cluster.kill(1);
      const next = cluster.start(1, 2);
      next.send(0, 5);
      cluster.clock.advance(A_WHILE_MS);
      assertEquals(stays.resets[1], 1);
      assertEquals(stays.arrived[1], { epoch: 2, count: 5 });
      assertEquals(next.arrived[0]?.count, 0, "what was queued for the old incarnation is dropped");
      stays.send(1, 2);
      cluster.finish();
      assertEquals([stays.resets[1], next.resets[0]], [1, 0]);
    },
  );

  linkTest("[S5] workerLost resets once and at once, and what follows waits for the next", () => {
    const cluster = met(3);
    const stays = cluster.worker(0);
    cluster.kill(1);
    stays.onReset = (peer) => stays.send(peer, 2);
    stays.send(1, 9);
    cluster.clock.advance(1);
    for (let times = 0; times < 3; times++) stays.link.workerLost(1, 1);
    assertEquals(stays.resets[1], 1);
    cluster.clock.advance(1_000);
    const next = cluster.start(1, 2);
    cluster.clock.advance(A_WHILE_MS);
    stays.link.workerLost(1, 1);
    assertEquals(next.arrived[0], { epoch: 1, count: 2 });
    assertEquals(stays.resets, [0, 1, 0]);
    cluster.worker(2).link.workerLost(1, 1);
    cluster.finish();
  });

  linkTest(
    "[S5] what a lost incarnation had sent is dropped, also in the middle of a message",
    () => {
      const cluster = met(2);
      const stays = cluster.worker(0);
      // longer than any ring: a part of it has come when its sender dies
      cluster.worker(1).send(0, 3, "x".repeat(100_000));
      stays.end.block();
      cluster.clock.advance(1);
      cluster.kill(1);
      stays.link.workerLost(1, 1);
      stays.end.unblock();
      cluster.clock.advance(1_000);
      assertEquals(stays.arrived[1], { epoch: 0, count: 0 });
      const next = cluster.start(1, 2);
      next.send(0, 2, "y");
      cluster.finish();
      assertEquals(stays.arrived[1], { epoch: 2, count: 2 });
    },
  );

  linkTest("[S5] nothing more is delivered of a peer that is reported lost meanwhile", () => {
    const cluster = met(2);
    const stays = cluster.worker(0);
    stays.onMessage = () => stays.link.workerLost(1, 1);
    cluster.worker(1).send(0, 5);
    cluster.clock.advance(1);
    assertEquals(stays.arrived[1], { epoch: 0, count: 0 });
    assertEquals(stays.resets[1], 1);
    for (const worker of cluster.workers) worker.link.close();
  });

  for (let seed = 1; seed <= 20; seed++) {
    linkTest(`[S5] incarnations come and go when all goes wrong (seed ${seed})`, () => {
      const faults = { drop: 0.2, duplicate: 0.2, delayMs: 60, ring: RING };
      const cluster = open(3 + seed % 3, { faults, seed });
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
            if (random() < 0.5) other.link.workerLost(id, epoch);
          }
          if (random() < 0.5) cluster.clock.advance(random() * 200);
          cluster.start(id, epoch + 1);
        }
        cluster.clock.advance(random() * 20);
      }
      // Whoever has not noticed a new incarnation learns of it from what it sends now.
      cluster.everyPair((from, to) => from.send(to.id));
      cluster.finish();
      for (const { resets } of cluster.workers) {
        resets.forEach((count, peer) => assertLessOrEqual(count, ended[peer] ?? 0));
      }
    });
  }

  linkTest(
    "[S4, S5] a silent peer with too much waiting is reported once, and still served",
    () => {
      const text = "x".repeat(1024 * 1024);
      const cluster = met(2, { weight: text.length });
      const sender = cluster.worker(0);
      cluster.worker(1).end.block();
      sender.send(1, LINK_QUEUE_WEIGHT_MAX / text.length - 1, text);
      cluster.clock.advance(10_000);
      assertEquals(sender.stuck, [], "below the limit, however long it is silent");
      sender.send(1, 10, text);
      cluster.clock.advance(10_000);
      assertEquals(sender.stuck, [1]);
      cluster.finish(6_000_000);
      assertEquals(sender.stuck, [1]);
    },
  );

  linkTest("[S4, S5] a busy peer that gets on is not stuck, whatever waits for it", () => {
    const text = "x".repeat(1024 * 1024);
    const cluster = met(2, { weight: text.length });
    const sender = cluster.worker(0);
    for (let round = 0; round < 20; round++) {
      if (round === 0) sender.send(1, 2 * LINK_QUEUE_WEIGHT_MAX / text.length, text);
      cluster.worker(1).end.block();
      cluster.clock.advance(1_000);
      cluster.worker(1).end.unblock();
      cluster.clock.advance(25);
    }
    assertEquals(sender.stuck, []);
    cluster.finish(6_000_000);
  });

  linkTest("[S2] a callback that throws loses no message, and the error is reported", () => {
    const cluster = met(2);
    const reader = cluster.worker(1);
    let left = 2;
    reader.onMessage = () => {
      if (left-- > 0) throw new Error("no good");
    };
    cluster.worker(0).send(1, 5);
    assertThrows(() => cluster.clock.advance(10), Error, "no good");
    assertEquals(reader.arrived[0]?.count, 6);
    cluster.finish();
  });

  linkTest("[S6] close ends timers and deliveries, any number of times", () => {
    const cluster = met(2);
    const [one, two] = [cluster.worker(0), cluster.worker(1)];
    two.onMessage = () => {
      two.link.close();
      two.link.close();
    };
    one.send(1, 5);
    two.send(0, 5);
    cluster.clock.advance(0);
    assertEquals(two.arrived[0]?.count, 2, "the first after the greeting, and no more");
    one.link.close();
    cluster.clock.advance(0);
    assertEquals(cluster.clock.pending, 0);
    one.send(1);
    cluster.clock.advance(1_000);
    assertEquals(cluster.clock.pending, 0);
  });

  linkTest("[S2] a link refuses a worker that is not there", () => {
    const cluster = met(2);
    assertThrows(() => cluster.worker(0).send(0), RangeError, "no peer 0");
    assertThrows(() => cluster.worker(0).send(2), RangeError, "no peer 2");
  });
}
