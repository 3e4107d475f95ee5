/** Peers of the link over a bus: how they are met, how they end, and that nothing comes of who is not there [S5]. */
import { assert, assertEquals, assertLessOrEqual, assertThrows } from "@std/assert";
import { Link } from "../../src/bus/link.ts";
import { BUSY_QUEUE_FACTOR, RESEND_LAST_MS, SILENT_QUEUE } from "../../src/bus/link_options.ts";
import { LINK_QUEUE_WEIGHT_MAX } from "../../src/bus/worker_link.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { busOf, FakeNetwork, type Faults } from "./fake_bus.ts";

/** Links by the numbers of their lives, each with what it was given: `<from>: <text>`. */
class World {
  readonly clock = new FakeClock();
  readonly network: FakeNetwork<string>;
  readonly posts: { readonly to: number; readonly seq: number; readonly hello: boolean }[] = [];

  constructor(faults: Partial<Faults> = {}, seed = 1) {
    this.network = new FakeNetwork<string>(this.clock, faults, seed);
    this.network.watch = (post) => this.posts.push(post);
  }

  life(number: number, weight = 1) {
    const arrived: string[] = [];
    const resets: number[] = [];
    const stuck: number[] = [];
    const end = this.network.open();
    const link = new Link<string>({
      bus: busOf(end, number),
      clock: this.clock,
      receive: (from, text) => arrived.push(`${from}: ${text}`),
      reset: (peer) => resets.push(peer),
      stuck: (peer) => stuck.push(peer),
      weigh: () => weight,
    });
    return { link, end, arrived, resets, stuck };
  }
}

Deno.test("[S5] a peer that has not spoken is greeted, and gets no data, which is kept", () => {
  const world = new World();
  const early = world.life(1);
  early.link.meet(2);
  for (const text of ["a", "b", "c"]) early.link.send(2, text);
  world.clock.advance(10_000);
  assertLessOrEqual(early.link.stats.hellos, 4 + 10_000 / RESEND_LAST_MS);
  assert(world.posts.every(({ seq, hello }) => seq === 0 && hello), "greetings and nothing else");
  const late = world.life(2);
  late.link.meet(1);
  world.clock.advance(1);
  assertEquals(late.arrived, ["1: a", "1: b", "1: c"], "its own greeting is enough, at once");
  world.clock.advance(1_000);
  assert(early.link.idle && late.link.idle);
  assertEquals(world.clock.pending, 0);
});

Deno.test("[S5] two that have nothing for each other greet once, and no timer is left", () => {
  const world = new World();
  const [one, two] = [world.life(1), world.life(2)];
  one.link.meet(2);
  one.link.meet(3);
  world.clock.advance(1_000);
  two.link.meet(1);
  world.clock.advance(1_000);
  assertEquals(world.posts.filter(({ hello }) => hello).map(({ to }) => to), [2, 3, 1]);
  assertEquals(world.posts.length, 4, "and an answer");
  assertEquals(world.clock.pending, 0);
});

Deno.test("[S5] a greeting that is lost is made up for when there is something to send", () => {
  for (const speaks of [1, 2] as const) {
    const world = new World({ drop: 1 });
    const [one, two] = [world.life(1), world.life(2)];
    one.link.meet(2);
    two.link.meet(1);
    world.clock.advance(100);
    world.network.faults = { drop: 0, duplicate: 0, delayMs: 0, ring: Infinity };
    if (speaks === 1) one.link.send(2, "a");
    else two.link.send(1, "a");
    world.clock.advance(1);
    assertEquals([...one.arrived, ...two.arrived], [`${speaks}: a`]);
  }
});

Deno.test("[S5] posts of who was never met are not acted on, and come again once it is", () => {
  const world = new World();
  const [stranger, host] = [world.life(1), world.life(2)];
  stranger.link.meet(2);
  stranger.link.send(2, "a");
  world.clock.advance(1_000);
  assertEquals(host.arrived, []);
  assert(host.link.stats.stale > 2);
  assert(!world.posts.some(({ to }) => to === 1), "it is not even answered");
  host.link.meet(1);
  world.clock.advance(1);
  assertEquals(host.arrived, ["1: a"]);
});

Deno.test("[S5, C11] who is over stays so: its late posts, a second end, a second meeting", () => {
  const world = new World({ delayMs: 500 }, 3);
  const [stays, ends] = [world.life(1), world.life(2)];
  stays.link.meet(2);
  ends.link.meet(1);
  stays.link.send(2, "a");
  ends.link.send(1, "b");
  world.clock.advance(2_000);
  assertEquals(stays.arrived, ["2: b"]);
  for (let n = 0; n < 50; n++) ends.link.send(1, "late");
  stays.link.send(2, "never acknowledged");
  world.clock.advance(0);
  stays.link.workerLost(2);
  stays.link.workerLost(2);
  stays.link.meet(2);
  stays.link.send(2, "nowhere");
  assertEquals(stays.resets, [2]);
  assert(stays.link.idle);
  assertEquals(stays.link.load, { outstanding: 0, waiting: 0 });
  const posts = world.posts.length;
  ends.link.close();
  world.clock.advance(10_000);
  assertEquals(stays.arrived, ["2: b"]);
  assert(stays.link.stats.stale > 0);
  assertEquals(world.posts.length, posts, "nothing is posted to it any more");
  assertEquals(world.clock.pending, 0);
});

Deno.test("[S5] a number that was never met is refused", () => {
  const { link } = new World().life(1);
  assertThrows(() => link.send(7, "a"), RangeError, "no peer 7");
  assertThrows(() => link.workerLost(7), RangeError, "no peer 7");
});

Deno.test("[S4] what waits for a peer is bounded in number and weight: less for one that is silent", () => {
  const weight = SILENT_QUEUE.weight / 1_024;
  for (const [weighs, count] of [[1, SILENT_QUEUE.messages], [weight, 1_024]] as const) {
    const world = new World();
    const [one, two] = [world.life(1, weighs), world.life(2)];
    one.link.meet(2);
    two.link.meet(1);
    world.clock.advance(1_000);
    two.end.block();
    const send = (messages: number) => {
      for (let left = messages; left > 0; left--) one.link.send(2, "");
    };
    send(count);
    world.clock.advance(10_000);
    assertEquals(one.stuck, [], "it is silent, and that much may wait");
    send(1);
    world.clock.advance(1_000);
    assertEquals(one.stuck, [2]);
    two.end.unblock();
    one.link.meet(3);
    const three = world.life(3);
    three.link.meet(1);
    world.clock.advance(1_000);
    for (let left = BUSY_QUEUE_FACTOR * count + 1; left > 0; left--) one.link.send(3, "");
    world.clock.advance(0);
    assertEquals(one.stuck, [2, 3], "nobody may have that much waiting");
    for (const { link } of [one, two, three]) link.close();
  }
});

Deno.test("[S4, S5] a peer that is ended because it is stuck leaves no timer behind", () => {
  const world = new World();
  const one = world.life(1, LINK_QUEUE_WEIGHT_MAX);
  one.link.meet(2);
  one.stuck.push = (peer) => {
    one.link.workerLost(peer);
    return 1;
  };
  for (const text of ["a", "b"]) one.link.send(2, text);
  world.clock.advance(10_000);
  assertEquals(one.resets, [2]);
  assertEquals(world.clock.pending, 0);
});
