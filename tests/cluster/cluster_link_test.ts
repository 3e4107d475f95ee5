/** Links between workers of different nodes, over an engine that is as bad as the real one [C11]. */
import { assert, assertEquals, assertLess, assertThrows } from "@std/assert";
import type { Envelope } from "../../src/bus/envelopes.ts";
import { WINDOW_POSTS } from "../../src/bus/link_options.ts";
import { POST_WEIGHT_MAX } from "../../src/bus/link_peer.ts";
import { LINK_QUEUE_WEIGHT_MAX } from "../../src/bus/worker_link.ts";
import { ClusterLink } from "../../src/cluster/cluster_link.ts";
import { encodePost } from "../../src/cluster/post_text.ts";
import { LinkWorld, subjects, workerIdOf } from "./link_world.ts";

/** NATS refuses payloads of more. */
const PAYLOAD_BYTES_MAX = 1024 * 1024;

const [A, B, C] = ["a-1", "b-1", "c-1"] as const;

Deno.test("[C11] a worker that comes back as another has another number, and nothing of the first comes with it", () => {
  const world = new LinkWorld({ postLate: 0.5 });
  const [stays, dies] = world.met(A, B);
  assert(stays && dies);
  dies.send(stays.workerId, 200);
  stays.send(dies.workerId, 200);
  world.clock.advance(1);
  world.kill(dies.workerId);
  stays.nodeLost(B);
  assertEquals([stays.lost, stays.link.idle], [[2], true]);
  const next = world.start(workerIdOf("b-2"));
  next.nodeUp(A, [stays.workerId]);
  stays.nodeUp("b-2", [next.workerId]);
  assertEquals(stays.link.numberOf(next.workerId), 3);
  stays.send(next.workerId, 5);
  next.send(stays.workerId, 5);
  stays.link.send(2, { kind: "seated", conn: 1 }); // goes nowhere
  world.finish();
  assertEquals([stays.lost, next.arrived.get(stays.workerId)], [[2], 5]);
});

Deno.test("[C11] posts of a worker that membership has not named yet wait for that, with their sender", () => {
  const world = new LinkWorld();
  const [host, early] = [world.start(workerIdOf(A)), world.start(workerIdOf(B))];
  early.nodeUp(A, [host.workerId]);
  early.send(host.workerId, 3);
  world.clock.advance(5_000);
  assertEquals(host.arrived.get(early.workerId), undefined);
  assertLess(0, host.link.stats.strangers);
  host.nodeUp(B, [early.workerId]);
  world.clock.advance(10);
  assertEquals(host.arrived.get(early.workerId), 3);
  world.finish();
});

Deno.test("[C11] nothing more is delivered of a worker that is over meanwhile", () => {
  const world = new LinkWorld();
  const [stays, dies] = world.met(A, B);
  assert(stays && dies);
  stays.onMessage = () => stays.nodeLost(B);
  dies.send(stays.workerId, 5);
  world.clock.advance(100);
  assertEquals(stays.arrived.get(dies.workerId), 1);
  assertEquals(stays.lost, [2]);
});

Deno.test("[S2] envelopes of 3 MB arrive whole, among others, in payloads that NATS takes", () => {
  const world = new LinkWorld({ postLost: 0.1, delayMs: 5 }, 4);
  const [from, to] = world.met(A, B);
  assert(from && to);
  let largest = 0;
  const { publish } = from.engine;
  from.engine.publish = (subject, text) => {
    largest = Math.max(largest, new TextEncoder().encode(text).length);
    publish.call(from.engine, subject, text);
  };
  const big = "☕🐎".repeat(1024 * 1024);
  from.send(to.workerId, 2);
  from.send(to.workerId, 1, big);
  world.clock.advance(60_000);
  assertEquals(to.lastText.get(from.workerId), big);
  from.send(to.workerId, 2, "small");
  world.finish();
  assertLess(largest, PAYLOAD_BYTES_MAX / 2);
  assertLess(POST_WEIGHT_MAX, largest);
});

Deno.test("[C11] half an envelope of a worker that is over is not put before another's", () => {
  const world = new LinkWorld();
  const [stays, dies, third] = world.met(A, B, C);
  assert(stays && dies && third);
  world.clock.advance(100);
  dies.engine.pause(); // its window fills, and no more goes out
  dies.send(stays.workerId, 1, "x".repeat(2 * WINDOW_POSTS * POST_WEIGHT_MAX));
  world.clock.advance(30);
  assertEquals(dies.link.load.outstanding, WINDOW_POSTS);
  assertEquals(stays.link.load.outstanding, 0);
  world.kill(dies.workerId);
  stays.nodeLost(B);
  third.send(stays.workerId, 3);
  world.finish();
  assertEquals(stays.arrived.get(dies.workerId), undefined);
  assertEquals(stays.arrived.get(third.workerId), 3);
});

Deno.test("[C14] garbage under the subject of a worker, or in a post of a peer, is dropped", () => {
  const world = new LinkWorld();
  const [from, to] = world.met(A, B);
  assert(from && to);
  const publish = (text: string) => from.engine.publish(subjects.inbox(to.workerId), text);
  from.send(to.workerId, 1);
  world.clock.advance(100);
  const garbage = [
    ".",
    ".\n",
    "",
    "no mark",
    ".{}\n",
    ".[1]\n",
    ".[null]\n",
    '.[["f"]]\n',
    '.[["f",3,null,"1"]]\nabc',
    '.[{"kind":"seated"}]\n',
    '.[{"kind":"no such"}]\n',
    '.[{"kind":"message","conn":1,"at":1,"message":null}]\n',
    '.[{"kind":"toString"}]\n',
    "+.",
  ];
  garbage.forEach((text, at) => {
    const post = { seq: 2 + at, ack: 1, gap: false, hello: false, messages: [text] };
    publish(encodePost({ from: from.workerId, epoch: 1, post }));
    publish(text);
  });
  world.clock.advance(100);
  assertEquals(to.arrived.get(from.workerId), 1);
  // all that is no post, and all that is no envelope but the piece that goes on
  assertEquals(to.link.stats.unreadable, 2 * garbage.length - 1);
  to.send(from.workerId, 2);
  world.clock.advance(1_000);
  assertEquals(from.arrived.get(to.workerId), 2, "the link lives");
});

Deno.test("[C11, S4] the link to a silent worker begins anew once too much waits for it, at both ends", () => {
  const world = new LinkWorld();
  const [from, to] = world.met(A, B);
  assert(from && to);
  world.clock.advance(100);
  to.engine.pause();
  const text = "x".repeat(4 * 1024 * 1024);
  from.send(to.workerId, LINK_QUEUE_WEIGHT_MAX / text.length, text.slice(200));
  world.clock.advance(10_000);
  assertEquals(from.stuck, []);
  from.send(to.workerId, 2, text);
  world.clock.advance(10_000);
  assertEquals([from.stuck, from.lost], [[to.workerId], [2]]);
  assertEquals([from.link.load.waiting, from.link.numberOf(to.workerId)], [0, 3]);
  from.send(to.workerId, 3, "after it");
  to.send(from.workerId, 5, "on its way when the other end has begun anew");
  to.engine.resume();
  world.finish();
  assertEquals([to.lost, to.stuck, to.arrived.get(from.workerId)], [[2], [], 3]);
  assertEquals([from.arrived.get(to.workerId), to.turns.get(from.workerId)], [undefined, 1]);
});

Deno.test("[S2] what waits for a worker is bounded in number and bytes, also for one that gets on", () => {
  const queues = [{ weight: 1_000_000, messages: 100 }, { weight: 10_000, messages: 1_000_000 }];
  for (const [at, queue] of queues.entries()) {
    const world = new LinkWorld({}, 1, queue);
    const [from, to] = world.met(A, B);
    assert(from && to);
    world.clock.advance(100);
    const text = "x".repeat(at === 0 ? 0 : 60);
    from.send(to.workerId, 300, text);
    world.clock.advance(1_000);
    assertEquals([from.stuck, to.arrived.get(from.workerId)], [[], 300], "busy, and it gets on");
    from.send(to.workerId, 500, text);
    world.clock.advance(1_000);
    assertEquals([from.stuck, from.lost, to.lost], [[to.workerId], [2], [2]]);
    from.send(to.workerId, 1);
    world.finish();
  }
});

Deno.test("[S2] a link that began anew reaches its other end, though nobody has anything to send", () => {
  const world = new LinkWorld({}, 1, { weight: 1_000, messages: 10 });
  const [from, to] = world.met(A, B);
  assert(from && to);
  world.clock.advance(100);
  world.world.faults = { ...world.world.faults, postLost: 1 };
  from.send(to.workerId, 20);
  world.clock.advance(4_000);
  assertEquals(from.stuck, [to.workerId]);
  assertEquals(to.lost, [], "all that greeted it is lost");
  world.world.faults = { ...world.world.faults, postLost: 0 };
  world.clock.advance(1_000);
  assertEquals([to.lost, to.arrived.size], [[2], 0]);
  world.finish();
});

Deno.test("[C18] two ends that know no epoch and another one don't answer each other for ever", () => {
  const world = new LinkWorld();
  const host = world.start(workerIdOf(A));
  const old = world.start("old");
  host.nodeUp(B, [workerIdOf(B)]);
  const headOf = (text: string) => JSON.parse(text.slice(0, text.indexOf("\n")));
  let posts = 0;
  old.engine.subscribe(subjects.inbox(workerIdOf(B)), (text) => {
    posts++;
    const { seq, hello } = headOf(text);
    const head = { from: workerIdOf(B), seq: 0, ack: seq, gap: false, hello: false, lengths: [] };
    if (hello || seq > 0) {
      old.engine.publish(subjects.inbox(host.workerId), `${JSON.stringify(head)}\n`);
    }
  });
  host.send(workerIdOf(B), 3);
  world.clock.advance(1_000);
  assert(host.link.idle, "the first epoch is theirs, too");
  const post = { seq: 0, ack: 0, gap: false, hello: true, messages: [] };
  old.engine.publish(
    subjects.inbox(host.workerId),
    encodePost({ from: workerIdOf(B), epoch: 2, post }),
  );
  posts = 0;
  world.clock.advance(1_000);
  assertLess(posts, 10);
});

Deno.test("a number that was never given is refused; a closed link is still", () => {
  const world = new LinkWorld();
  const [one, two] = world.met(A, B);
  assert(one && two);
  const envelope: Envelope = { kind: "seated", conn: 1 };
  for (const number of [0, 1, 3]) {
    assertThrows(() => one.link.send(number, envelope), RangeError, `no peer ${number}`);
  }
  two.send(one.workerId, 5);
  one.link.close();
  one.link.close();
  one.link.nodeLost(B);
  one.link.nodeUp(C, [workerIdOf(C)]);
  world.clock.advance(10_000);
  assertEquals([one.arrived.size, one.lost, one.link.numberOf(workerIdOf(C))], [0, [], null]);
  one.send(two.workerId, 1);
});

Deno.test("[C25] a simulation may put texts of its own in the place of envelopes", () => {
  const world = new LinkWorld();
  const arrived: Envelope[] = [];
  const links = [A, B].map((incarnation) => {
    const workerId = workerIdOf(incarnation);
    const { engine } = world.start(`${workerId}x`);
    return new ClusterLink({
      ...{ workerId, subjects, workers: 1, engine, clock: world.clock },
      receive: (_, envelope) => arrived.push(envelope),
      lost: () => {},
      begunAnew: () => {},
      codec: {
        pack: () => "seven",
        unpack: (text) => [{ kind: "seated", conn: text === "seven" ? 7 : 0 }],
      },
    });
  });
  links[0]?.nodeUp(B, [workerIdOf(B)]);
  links[1]?.nodeUp(A, [workerIdOf(A)]);
  links[0]?.send(1, { kind: "gone", conn: 3, welcomed: false });
  world.clock.advance(100);
  assertEquals(arrived, [{ kind: "seated", conn: 7 }]);
});
