/** The link over a bad bus: nothing lost, doubled or reordered, and what it puts on the bus for that. */
import { assert, assertEquals, assertLess, assertLessOrEqual, assertThrows } from "@std/assert";
import { GATHER_MS, LINK_QUEUE_WEIGHT_MAX, RESEND_FIRST_MS } from "../../src/store/link_options.ts";
import { POST_MESSAGES_MAX, POST_WEIGHT_MAX } from "../../src/store/link_peer.ts";
import type { Post } from "../../src/store/bus.ts";
import { OUTSTANDING_POSTS_MAX, windowOf } from "../../src/store/link_window.ts";
import { seededRandom } from "./fake_bus.ts";
import { Cluster, type Numbered } from "./link_cluster.ts";

const RING = 256;
/** So long no re-send timer has run out. */
const SHORT_MS = RESEND_FIRST_MS / 2;

/** Data posts seen on the bus from now on. */
function recordPosts(cluster: Cluster): Post<Numbered>[] {
  const posts: Post<Numbered>[] = [];
  cluster.network.watch = (post) => {
    if (post.seq > 0) posts.push(post);
  };
  return posts;
}

Deno.test("[S2] one tick makes one post for each destination", () => {
  const cluster = Cluster.met(3);
  const posts = recordPosts(cluster);
  cluster.worker(0).send(1, 10);
  cluster.worker(0).send(2, 5);
  cluster.worker(0).send(1, 10);
  cluster.clock.advance(0);
  assertEquals(posts.map(({ to, messages }) => [to, messages.length]), [[1, 20], [2, 5]]);
  cluster.finish();
});

Deno.test("[S2] one message waits for nothing; those right behind it gather for a moment", () => {
  const cluster = Cluster.met(2);
  cluster.clock.advance(GATHER_MS);
  const before = cluster.worker(1).arrived[0]?.count ?? 0;
  const posts = recordPosts(cluster);
  cluster.worker(0).send(1);
  cluster.clock.advance(0);
  assertEquals(posts.length, 1);
  for (let n = 0; n < 50 * GATHER_MS; n++) {
    cluster.worker(0).send(1);
    cluster.clock.advance(1);
  }
  assertEquals(posts.length, 1 + 50);
  cluster.clock.advance(GATHER_MS);
  assertEquals(cluster.worker(1).arrived[0]?.count, before + 1 + 50 * GATHER_MS);
  cluster.finish();
});

Deno.test("[S2] a post has an end: in messages and in weight", () => {
  for (const [weight, each] of [[1, POST_MESSAGES_MAX], [POST_WEIGHT_MAX / 4, 4]] as const) {
    const cluster = Cluster.met(2, { weight });
    const posts = recordPosts(cluster);
    cluster.worker(0).send(1, 2 * each + 1);
    cluster.clock.advance(0);
    assertEquals(posts.map(({ messages }) => messages.length), [each, each, 1]);
    cluster.finish();
  }
});

Deno.test("[S2] a message heavier than a post goes alone", () => {
  const cluster = Cluster.met(2, { weight: POST_WEIGHT_MAX + 1 });
  const posts = recordPosts(cluster);
  cluster.worker(0).send(1, 3);
  cluster.clock.advance(0);
  assertEquals(posts.map(({ messages }) => messages.length), [1, 1, 1]);
  cluster.finish();
});

for (let seed = 1; seed <= 8; seed++) {
  Deno.test(`[S2] no loss, doubling or disorder on a bad bus (seed ${seed})`, () => {
    const faults = { drop: 0.25, duplicate: 0.2, delay_ms: 40, ring: RING };
    const cluster = new Cluster(2 + seed % 4, { faults, seed });
    for (let id = 0; id < cluster.size; id++) cluster.start(id, 1);
    for (let step = 0; step < 100; step++) {
      cluster.everyPair((from, to) => {
        if (cluster.network.random() < 0.5) {
          from.send(to.id, Math.floor(cluster.network.random() * 200));
        }
      });
      cluster.clock.advance(Math.floor(cluster.network.random() * 10));
    }
    assert(cluster.network.lost > 0, "the bus was bad");
    cluster.finish();
    assert(cluster.workers.every(({ resets }) => resets.every((count) => count === 0)));
  });
}

Deno.test("[S2] a reader blocked for a second, while the ring of 256 runs over, misses nothing", () => {
  const cluster = Cluster.met(4, { faults: { ring: RING } });
  cluster.worker(3).end.block();
  for (let ms = 0; ms < 1_000; ms++) {
    cluster.everyPair((from, to) => from.send(to.id));
    cluster.clock.advance(1);
  }
  assert(cluster.network.lost > 0, "the ring ran over");
  assertEquals(cluster.worker(3).arrived[0]?.count, 1);
  assertLess(950, cluster.worker(2).arrived[0]?.count ?? 0, "others are not held up");
  cluster.finish();
});

/** The most unacknowledged data posts of one worker, and of all, that the bus has seen. */
function mostOutstanding(cluster: Cluster): { one: number; all: number } {
  const size = cluster.size;
  const posted = Array.from({ length: size * size }, () => 1); // the greeting of Cluster.met
  const acked = Array.from({ length: size * size }, () => 1);
  const most = { one: 0, all: 0 };
  cluster.network.watch = ({ from, to, seq, ack }) => {
    const there = from * size + to;
    const back = to * size + from;
    posted[there] = Math.max(posted[there] ?? 0, seq);
    acked[back] = Math.max(acked[back] ?? 0, ack);
    const open = posted.map((last, pair) => last - (acked[pair] ?? 0));
    const mine = open.slice(from * size, (from + 1) * size);
    most.one = Math.max(most.one, mine.reduce((sum, count) => sum + count, 0));
    most.all = Math.max(most.all, open.reduce((sum, count) => sum + count, 0));
  };
  return most;
}

/** Each message fills a post. */
const HEAVY = POST_WEIGHT_MAX;

/** Everyone sends to everyone, more than any window holds; readers are blocked now and then. */
function crowd(cluster: Cluster): void {
  const each = Math.ceil(2 * windowOf(cluster.size) / (cluster.size - 1));
  for (let step = 0; step < 6; step++) {
    const blocked = cluster.worker(step % cluster.size);
    blocked.end.block();
    cluster.everyPair((from, to) => from.send(to.id, each));
    cluster.clock.advance(70);
    blocked.end.unblock();
    cluster.clock.advance(3);
  }
}

Deno.test("[S2] of N workers each has at most floor(192/N) unacknowledged posts", () => {
  for (let size = 2; size <= 16; size++) {
    const cluster = Cluster.met(size, {
      faults: { drop: 0.1, ring: RING },
      seed: size,
      weight: HEAVY,
    });
    const most = mostOutstanding(cluster);
    crowd(cluster);
    assertLessOrEqual(most.one, windowOf(size), `${size} workers`);
    assertLessOrEqual(most.all, OUTSTANDING_POSTS_MAX, `${size} workers`);
    assertLess(windowOf(size) - 1, most.one, `${size} workers: the check has seen a full window`);
    cluster.finish();
  }
});

Deno.test("[S2] the check of the bound sees a window that is too wide", () => {
  const cluster = Cluster.met(4, { weight: HEAVY });
  const most = mostOutstanding(cluster);
  crowd(cluster);
  assertLess(windowOf(5), most.one);
  cluster.finish();
});

Deno.test("[S2] a ring of 256 loses nothing when every worker fills its window at once", () => {
  for (const size of [2, 8, 16]) {
    const cluster = Cluster.met(size, { faults: { ring: RING }, weight: HEAVY });
    cluster.everyPair((from, to) => from.send(to.id, 2 * windowOf(size)));
    cluster.clock.advance(1);
    assertEquals(cluster.network.lost, 0, `${size} workers`);
    cluster.finish();
  }
});

Deno.test("[S2] blocked peers can't starve the others", () => {
  for (let size = 3; size <= 16; size++) {
    const cluster = Cluster.met(size, { weight: HEAVY });
    const blocked = size < 8 ? 1 : 4;
    const sender = cluster.worker(0);
    for (let id = 1; id <= blocked; id++) {
      cluster.worker(id).end.block();
      sender.send(id, 500);
    }
    const posts = recordPosts(cluster);
    cluster.clock.advance(SHORT_MS);
    const first = posts.filter(({ to }) => to === 1).length;
    assertLessOrEqual(
      first,
      Math.max(1, windowOf(size) / 2),
      `${size} workers: half for the others`,
    );
    cluster.clock.advance(500);
    for (let id = blocked + 1; id < size; id++) sender.send(id, 3);
    cluster.clock.advance(SHORT_MS);
    for (let id = blocked + 1; id < size; id++) {
      assertEquals(cluster.worker(id).arrived[0]?.count, 4, `worker ${id} of ${size}`);
    }
    for (const worker of cluster.workers) worker.link.close();
  }
});

Deno.test("[S4, S5] a silent peer whose queue is past its limit is reported once, and still served", () => {
  const weight = LINK_QUEUE_WEIGHT_MAX / 64;
  const cluster = Cluster.met(2, { weight });
  const sender = cluster.worker(0);
  cluster.worker(1).end.block();
  sender.send(1, 64);
  cluster.clock.advance(10_000);
  assertEquals(sender.stuck, [], "at the limit, however long it is silent");
  sender.send(1, 10);
  cluster.clock.advance(10_000);
  assertEquals(sender.stuck, [1]);
  cluster.finish();
  assertEquals(sender.stuck, [1]);
});

Deno.test("[S4, S5] a busy peer that answers is not stuck, whatever waits for it", () => {
  const cluster = Cluster.met(2, { weight: LINK_QUEUE_WEIGHT_MAX / 64 });
  const sender = cluster.worker(0);
  for (let round = 0; round < 20; round++) {
    sender.send(1, 200);
    cluster.worker(1).end.block();
    cluster.clock.advance(1_000);
    cluster.worker(1).end.unblock();
    cluster.clock.advance(5);
  }
  assertEquals(sender.stuck, []);
  cluster.finish();
});

Deno.test("[S2] a callback that throws loses no message, and the error is heard", () => {
  const cluster = Cluster.met(2);
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

Deno.test("[S6] close ends timers and deliveries, any number of times", () => {
  const cluster = Cluster.met(2);
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

Deno.test("[S2] a link refuses a worker that is not there", () => {
  const cluster = Cluster.met(2);
  assertThrows(() => cluster.worker(0).send(0), RangeError, "has no peer 0");
  assertThrows(() => cluster.worker(0).send(2), RangeError, "has no peer 2");
});

Deno.test("the seeded chance of these tests is the same each time", () => {
  const first = seededRandom(7);
  const second = seededRandom(7);
  assertEquals([first(), first(), first()], [second(), second(), second()]);
});
