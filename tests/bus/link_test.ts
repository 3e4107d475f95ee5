/** The link over a bad bus: the contract of all links, and what it puts on the bus for that. */
import { assertEquals } from "@std/assert";
import { GATHER_MS, RESEND_FIRST_MS, WINDOW_POSTS } from "../../src/bus/link_options.ts";
import { POST_MESSAGES_MAX, POST_WEIGHT_MAX } from "../../src/bus/link_peer.ts";
import { type Carried, seededRandom } from "./fake_bus.ts";
import { Cluster } from "./link_cluster.ts";
import { linkContract } from "./link_contract.ts";
import { workerOf } from "./slot_link.ts";
import type { Numbered } from "./worker_cluster.ts";

linkContract("a bus that loses posts", (size, options) => new Cluster(size, options));

/** So long no re-send timer has run out. */
const SHORT_MS = RESEND_FIRST_MS / 2;

/** Data posts seen on the bus from now on. */
function recordPosts(cluster: Cluster): Carried<Numbered>[] {
  const posts: Carried<Numbered>[] = [];
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
  assertEquals(posts.map(({ to, messages }) => [workerOf(to), messages.length]), [[1, 20], [2, 5]]);
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

/** The most unacknowledged data posts of one worker to another that the bus has seen. */
function mostOutstanding(cluster: Cluster): { count: number } {
  const most = { count: 0 };
  const posted = new Map<string, number>();
  const acked = new Map<string, number>();
  cluster.network.watch = ({ from, to, seq, ack }) => {
    const [there, back] = [`${from} ${to}`, `${to} ${from}`];
    posted.set(there, Math.max(posted.get(there) ?? 0, seq));
    acked.set(back, Math.max(acked.get(back) ?? 0, ack));
    most.count = Math.max(most.count, (posted.get(there) ?? 0) - (acked.get(there) ?? 1));
  };
  return most;
}

/** Each message fills a post. */
const HEAVY = POST_WEIGHT_MAX;

Deno.test("[S2] each peer has a window of its own, and it is never passed", () => {
  for (let size = 2; size <= 8; size++) {
    const faults = { drop: 0.1, ring: 256 };
    const cluster = Cluster.met(size, { faults, seed: size, weight: HEAVY });
    const most = mostOutstanding(cluster);
    for (let step = 0; step < 6; step++) {
      const blocked = cluster.worker(step % size);
      blocked.end.block();
      cluster.everyPair((from, to) => from.send(to.id, 2 * WINDOW_POSTS));
      cluster.clock.advance(70);
      blocked.end.unblock();
      cluster.clock.advance(3);
    }
    assertEquals(most.count, WINDOW_POSTS, `${size} workers`);
    cluster.finish();
  }
});

Deno.test("[S2] blocked peers can't starve the others", () => {
  const cluster = Cluster.met(6, { weight: HEAVY });
  const sender = cluster.worker(0);
  for (const id of [1, 2, 3, 4]) {
    cluster.worker(id).end.block();
    sender.send(id, 500);
  }
  cluster.clock.advance(500);
  sender.send(5, 3 * WINDOW_POSTS);
  cluster.clock.advance(SHORT_MS);
  assertEquals(cluster.worker(5).arrived[0]?.count, 1 + 3 * WINDOW_POSTS);
  assertEquals(sender.link.link.load.outstanding, 4 * WINDOW_POSTS);
  for (const worker of cluster.workers) worker.link.close();
});

Deno.test("the seeded chance of these tests is the same each time", () => {
  const first = seededRandom(7);
  const second = seededRandom(7);
  assertEquals([first(), first(), first()], [second(), second(), second()]);
});
