/** The link over a bad bus: the contract of all links, and what it puts on the bus for that. */
import { assertEquals, assertLess, assertLessOrEqual } from "@std/assert";
import { GATHER_MS, RESEND_FIRST_MS } from "../../src/bus/link_options.ts";
import { POST_MESSAGES_MAX, POST_WEIGHT_MAX } from "../../src/bus/link_peer.ts";
import type { Post } from "../../src/bus/bus.ts";
import { OUTSTANDING_POSTS_MAX, windowOf } from "../../src/bus/link_window.ts";
import { seededRandom } from "./fake_bus.ts";
import { Cluster } from "./link_cluster.ts";
import { linkContract } from "./link_contract.ts";
import type { Numbered } from "./worker_cluster.ts";

linkContract("a bus that loses posts", (size, options) => new Cluster(size, options));

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

Deno.test("the seeded chance of these tests is the same each time", () => {
  const first = seededRandom(7);
  const second = seededRandom(7);
  assertEquals([first(), first(), first()], [second(), second(), second()]);
});
