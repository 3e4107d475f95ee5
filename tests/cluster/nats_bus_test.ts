/** The contract of a bus, over the engine's; and what stands under a worker's subject that is no post of a peer. */
import { assertEquals } from "@std/assert";
import { NatsBus } from "../../src/cluster/nats_bus.ts";
import { Peers } from "../../src/cluster/peers.ts";
import { encodePost } from "../../src/cluster/post_text.ts";
import { subjectsOf } from "../../src/cluster/subjects.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { busContract } from "../bus/bus_contract.ts";
import { Random } from "../sim/random.ts";
import { FakeEngine } from "./fake_engine.ts";
import { FakeWorld } from "./fake_world.ts";

const WORKER_IDS = ["a-1-0-1", "b-1-0-1", "c-1-0-1"] as const;
const subjects = subjectsOf("c");

/** A bus of each worker, which all know each other by their places. */
function open() {
  const clock = new FakeClock();
  const world = new FakeWorld(clock, new Random(1));
  const bus = (workerId: string) => {
    const peers = new Peers(0);
    peers.up("all", WORKER_IDS);
    const engine = new FakeEngine(world, workerId, clock);
    const begunAnew = (peer: string, epoch: number) => void peers.beginAnew(peer, epoch);
    return { bus: new NatsBus({ workerId, engine, subjects, peers, begunAnew }), engine, peers };
  };
  const [one, two, three] = [bus(WORKER_IDS[0]), bus(WORKER_IDS[1]), bus(WORKER_IDS[2])];
  return {
    ...{ clock, one, two, three, pass: () => clock.advance(2) },
    ends: [one.bus, two.bus, three.bus] as const,
  };
}

const MESSAGES = [
  "",
  "line\nline",
  '{"quoted":"\\"\\n"}',
  "žluťoučký 🐎 \u0000",
  "\n".repeat(10),
  "x".repeat(100_000),
];

busContract("the engine's bus", MESSAGES, open);

const POST = { seq: 1, ack: 0, gap: false, hello: false, messages: ["x"] };

Deno.test("[S3] whatever else stands under a subject is dropped", () => {
  const { one, two, clock } = open();
  const arrived: unknown[] = [];
  two.bus.listen((from, post) => arrived.push([from, post]));
  const good = encodePost({ from: WORKER_IDS[0], epoch: 1, post: POST });
  const bad = [
    "",
    "\n",
    "{}",
    "null\nx",
    "[1,2]\nx",
    "not JSON\nx",
    good.slice(0, -1),
    `${good}x`,
    good.replace('"seq":1', '"seq":-1'),
    good.replace('"seq":1', '"seq":1.5'),
    good.replace('"seq":1', '"seq":"1"'),
    good.replace('"ack":0', '"ack":null'),
    good.replace('"epoch":1', '"epoch":"2"'),
    good.replace('"gap":false', '"gap":0'),
    good.replace('"hello":false,', ""),
    good.replace("[1]", "1"),
    good.replace("[1]", "[2,-1]"),
    good.replace('"from":"a-1-0-1"', '"from":0'),
    good.replace('"from":"a-1-0-1",', '"__proto__":{"from":"a-1-0-1"},'),
  ];
  for (const text of bad) one.engine.publish(subjects.inbox(WORKER_IDS[1]), text);
  clock.advance(10);
  assertEquals(arrived, []);
  assertEquals([two.bus.unreadable, two.bus.strangers], [bad.length, 0]);
  one.engine.publish(subjects.inbox(WORKER_IDS[1]), good);
  clock.advance(10);
  assertEquals(arrived, [[0, POST]]);
});

Deno.test("[C11] a worker that is not known or is over is not given anything, nor is anything taken of it", () => {
  const { one, two, clock } = open();
  const arrived: number[] = [];
  two.bus.listen((from) => arrived.push(from));
  const stranger = encodePost({ from: "d-1-0-1", epoch: 1, post: POST });
  one.engine.publish(subjects.inbox(WORKER_IDS[1]), stranger);
  one.bus.post(1, POST); // on its way when its sender ends
  two.peers.up("all", [WORKER_IDS[1], WORKER_IDS[2]]);
  clock.advance(10);
  assertEquals([arrived, two.bus.strangers], [[], 2]);
  let published = 0;
  two.engine.publish = () => published++;
  two.bus.post(0, POST);
  two.bus.post(9, POST);
  assertEquals(published, 0);
});

Deno.test("[S2] of an epoch that is over nothing is taken; a newer one takes its place at both ends", () => {
  const { one, two, clock } = open();
  const arrived: unknown[] = [];
  one.bus.listen((from, { hello }) => arrived.push(["one", from, hello]));
  two.bus.listen((from, { seq }) => arrived.push(["two", from, seq]));
  assertEquals(two.peers.beginAnew(WORKER_IDS[0], 2), { met: 3, over: 0 });
  one.bus.post(1, POST); // in the first epoch
  clock.advance(10);
  assertEquals(arrived, [["one", 3, true]], "it is dropped there, and its sender learns why");
  one.bus.post(1, POST); // its number is over
  one.bus.post(3, POST);
  clock.advance(10);
  assertEquals(arrived.slice(1), [["two", 3, 1]]);
  assertEquals([one.peers.epochOf(3), two.peers.epochOf(3)], [2, 2]);
});
