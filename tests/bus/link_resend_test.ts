/** When the link sends again and when it doesn't, and how it acknowledges: each post wakes every thread. */
import { assertEquals, assertLessOrEqual } from "@std/assert";
import {
  ACK_POSTS,
  GATHER_MS,
  RESEND_FIRST_MS,
  RESEND_LAST_MS,
  WINDOW_POSTS,
} from "../../src/bus/link_options.ts";
import { POST_WEIGHT_MAX } from "../../src/bus/link_peer.ts";
import { Cluster } from "./link_cluster.ts";
import { numberOf } from "./slot_link.ts";

/** Each message fills a post. */
const HEAVY = POST_WEIGHT_MAX;
/** So long no re-send timer has run out. */
const SHORT_MS = RESEND_FIRST_MS / 2;

Deno.test("[S2] a lone lost post is sent again as soon as the next shows the gap", () => {
  const cluster = Cluster.met(2);
  const sender = cluster.worker(0);
  const good = cluster.network.faults;
  cluster.network.faults = { ...good, drop: 1 };
  sender.send(1);
  cluster.clock.advance(GATHER_MS);
  cluster.network.faults = good;
  sender.send(1);
  cluster.clock.advance(2 * GATHER_MS);
  assertEquals(cluster.worker(1).arrived[0]?.count, 3);
  assertEquals(sender.link.stats.resends, 2);
  assertEquals(cluster.worker(1).link.stats.gaps, 1);
  cluster.finish();
});

Deno.test("[S2] a silent peer is asked with one post at a time, ever less often", () => {
  const cluster = Cluster.met(2, { weight: HEAVY });
  cluster.worker(1).end.block();
  cluster.worker(0).send(1, WINDOW_POSTS);
  for (let step = 0; step < 100; step++) {
    cluster.clock.advance(100);
    cluster.worker(0).send(1);
  }
  assertEquals(cluster.worker(0).link.stats.posts, 1 + WINDOW_POSTS);
  assertLessOrEqual(cluster.worker(0).link.stats.resends, 3 + 10_000 / RESEND_LAST_MS);
  cluster.finish();
});

Deno.test("[S2] acknowledgements ride on data, or come a few at a time", () => {
  const cluster = Cluster.met(2);
  const [one, two] = [cluster.worker(0), cluster.worker(1)];
  const before = two.link.stats.acks;
  two.onMessage = () => two.send(0);
  one.send(1, 5);
  cluster.clock.advance(0);
  assertEquals(two.link.stats.acks, before, "the answer carries it");
  two.onMessage = () => {};
  for (let tick = 0; tick < 20; tick++) {
    one.send(1);
    cluster.clock.advance(0);
  }
  cluster.clock.advance(SHORT_MS);
  assertLessOrEqual(two.link.stats.acks, before + 20 / ACK_POSTS);
  cluster.finish();
});

Deno.test("[S2] a reader that is late but lost nothing costs one post", () => {
  const cluster = Cluster.met(2, { weight: HEAVY });
  cluster.worker(1).end.block();
  cluster.worker(0).send(1, WINDOW_POSTS);
  cluster.clock.advance(RESEND_FIRST_MS);
  cluster.worker(1).end.unblock();
  cluster.finish();
  assertEquals(cluster.worker(0).link.stats.resends, 1);
  assertEquals(cluster.worker(1).link.stats.duplicates, 1);
});

Deno.test("[S2] when only the probe arrives, the rest follows its answer at once", () => {
  const cluster = Cluster.met(2, { weight: HEAVY });
  const good = cluster.network.faults;
  cluster.network.faults = { ...good, drop: 1 };
  cluster.worker(0).send(1, WINDOW_POSTS);
  cluster.clock.advance(SHORT_MS);
  cluster.network.faults = good;
  cluster.clock.advance(RESEND_FIRST_MS);
  assertEquals(cluster.worker(1).arrived[0]?.count, 1 + WINDOW_POSTS);
  assertEquals(cluster.worker(0).link.stats.resends, WINDOW_POSTS);
  cluster.finish();
});

Deno.test("[S2] while a peer answers, however slowly, nothing is sent again", () => {
  const cluster = Cluster.met(2);
  const reader = cluster.worker(1);
  for (let step = 0; step < 500; step++) {
    if (step % 10 === 0) reader.end.block();
    if (step % 10 === 9) reader.end.unblock();
    cluster.worker(0).send(1);
    cluster.clock.advance(1);
  }
  cluster.finish();
  assertEquals(cluster.worker(0).link.stats.resends, 0);
});

Deno.test("[S2] an acknowledgement of what was never posted is ignored", () => {
  const cluster = Cluster.met(3);
  const sender = cluster.worker(0);
  cluster.worker(1).end.block();
  sender.send(1, 3);
  cluster.clock.advance(1);
  cluster.worker(2).end.post({
    ...{ from: numberOf(1, 1), to: numberOf(0, 1) },
    ...{ seq: 0, ack: 1_000, gap: false, hello: false, messages: [] },
  });
  cluster.clock.advance(1);
  cluster.finish();
});
