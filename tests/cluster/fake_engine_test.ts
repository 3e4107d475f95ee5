// The fake engine of the simulation keeps the contract, and goes wrong in each way that the real one does.
import { assert, assertEquals } from "@std/assert";
import type { AllResult, AppendResult, LastResult } from "../../src/cluster/engine.ts";
import { subjectsOf } from "../../src/cluster/subjects.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { Random } from "../sim/random.ts";
import { engineContract } from "./engine_contract.ts";
import { FakeEngine } from "./fake_engine.ts";
import { BAD_FAULTS, type EngineFaults } from "./fake_faults.ts";
import { FakeWorld } from "./fake_world.ts";

const { room, rooms, shard, shards, heartbeats } = subjectsOf("c");
const ROOM = room(1, "ABCDEFGH");

/** A world of its own, with one engine in it. */
function open(faults: Partial<EngineFaults> = {}, seed = 1) {
  const clock = new FakeClock();
  const world = new FakeWorld(clock, new Random(seed), faults);
  const engine = new FakeEngine(world, "ana");
  const append = (expected: number | null, text = "x", subject = ROOM): AppendResult[] => {
    const results: AppendResult[] = [];
    engine.append({ subject, text, expected }, (result) => results.push(result));
    return results;
  };
  return { clock, world, engine, append };
}

engineContract("over the fake", () => {
  const clock = new FakeClock();
  const world = new FakeWorld(clock, new Random(1));
  const engines: FakeEngine[] = [];
  const pass = (ms: number) => clock.advance(ms);
  return Promise.resolve({
    cluster: "c",
    open() {
      const engine = new FakeEngine(world, `${engines.length}`);
      engines.push(engine);
      return Promise.resolve(engine);
    },
    until(what: string, isSo: () => boolean) {
      for (let ms = 0; !isSo(); ms++) {
        if (ms > 30_000) throw new Error(`it never came to it: ${what}`);
        pass(1);
      }
      return Promise.resolve();
    },
    settle: () => Promise.resolve(pass(1_000)),
    close() {
      for (const engine of engines) engine.close();
      pass(60_000);
      assertEquals(clock.pending, 0);
      return Promise.resolve();
    },
  });
});

Deno.test("[C13] an append whose ack is lost is done, and its caller is answered `failed`", () => {
  const { clock, world, append } = open({ ackLost: 1 });
  const results = append(0);
  clock.advance(4_000);
  assertEquals(results, []);
  assertEquals(world.last(ROOM)?.text, "x");
  clock.advance(2_000);
  assertEquals(results, [{ kind: "failed", problem: "no answer" }]);
});

Deno.test("[C13] an append may arrive after its caller was answered `failed`", () => {
  const { clock, world, append } = open({ late: 1 });
  const results = append(0);
  clock.advance(5_000);
  assertEquals(results.map(({ kind }) => kind), ["failed"]);
  assertEquals(world.last(ROOM), null);
  clock.advance(10_000);
  assertEquals(world.last(ROOM)?.text, "x");
});

Deno.test("[C13] while one's own append is in flight the next one is wrong, whatever comes of the first", () => {
  const outcomes = new Set<string>();
  for (let seed = 1; seed <= 20; seed++) {
    const { clock, world, append } = open({ stuck: 1 }, seed);
    const first = append(0);
    clock.advance(500);
    const second = append(0);
    clock.advance(100);
    assertEquals(second, [{ kind: "wrong_sequence" }]);
    assertEquals(world.last(ROOM), null);
    clock.advance(10_000);
    outcomes.add(`${first[0]?.kind}, ${world.last(ROOM) === null ? "not done" : "done"}`);
  }
  assertEquals([...outcomes].sort(), ["appended, done", "failed, done", "failed, not done"]);
});

Deno.test("a refused call did nothing", () => {
  const { clock, world, append } = open({ refused: 1 });
  const results = append(0);
  clock.advance(10);
  assertEquals(results.map(({ kind }) => kind), ["failed"]);
  clock.advance(60_000);
  assertEquals(world.last(ROOM), null);
});

Deno.test("[C14] what is read may be older than what is there, and was there once", () => {
  const { clock, world, engine, append } = open({ staleAll: 1, staleLast: 1 });
  for (let n = 0; n < 100; n++) {
    append(null, `${n}`);
    append(null, `${n}`, shard(1));
    clock.advance(100);
  }
  const found: (AllResult | LastResult)[] = [];
  for (let n = 0; n < 20; n++) {
    engine.all(rooms(1), (result) => found.push(result));
    engine.last(shard(1), (result) => found.push(result));
    clock.advance(10);
  }
  const newest: number[] = [];
  for (const result of found) {
    assert(result.kind === "found");
    const records = "records" in result ? result.records : [result.record];
    newest.push(Number(records.at(-1)?.text));
    if (records.length === 1) continue;
    // as many as the stream keeps, in a row
    assertEquals(records.length, 32);
    assertEquals(Number(records.at(-1)?.text) - Number(records[0]?.text), 31);
  }
  assert(newest.every((it) => it >= 78 && it <= 99), `${newest}`);
  assert(newest.some((it) => it < 90), `${newest}`);
  assertEquals(world.last(shard(1))?.text, "99");
});

Deno.test("without a leader every call fails, and an append may be done when there is one", () => {
  let done = 0;
  for (let seed = 1; seed <= 20; seed++) {
    const { clock, world, engine, append } = open({}, seed);
    world.loseLeader(10_000, ["rooms"]);
    const results = append(0);
    const reads: (LastResult | AllResult)[] = [];
    engine.last(ROOM, (it) => reads.push(it));
    engine.all(rooms(1), (it) => reads.push(it));
    const other = append(0, "x", shard(1));
    clock.advance(6_000);
    assertEquals([...results, ...reads].map(({ kind }) => kind), ["failed", "failed", "failed"]);
    assertEquals(other.map(({ kind }) => kind), ["appended"]);
    clock.advance(6_000);
    if (world.last(ROOM) !== null) done++;
  }
  assert(done > 0 && done < 20, `${done}`);
});

Deno.test("an engine that is cut off notices, fails, and is brought what was held up", () => {
  const { clock, world, engine, append } = open();
  const ben = new FakeEngine(world, "ben");
  const seen: string[] = [];
  engine.subscribe(heartbeats, (text) => seen.push(text));
  engine.watch(shards, { each: ({ text }) => seen.push(text) });
  clock.advance(10);
  engine.cut();
  assert(engine.isConnected, "it doesn't know yet");
  const early = append(0);
  ben.publish(heartbeats, "post");
  ben.append({ subject: shard(1), text: "owner", expected: 0 }, () => {});
  clock.advance(4_000);
  assertEquals(engine.isConnected, false);
  assertEquals(early, [{ kind: "failed", problem: "the connection was lost" }]);
  const later = append(0);
  clock.advance(10);
  assertEquals(later, [{ kind: "failed", problem: "not connected" }]);
  assertEquals(seen, []);
  assertEquals(world.last(ROOM), null);
  engine.restore();
  clock.advance(5_000);
  assertEquals(seen.toSorted(), ["owner", "post"]);
  assertEquals(append(null).length, 0);
  clock.advance(10);
  assert(world.last(ROOM) !== null);
});

Deno.test("an engine that is paused is answered, and given posts, when it goes on", () => {
  const { clock, world, engine, append } = open();
  const ben = new FakeEngine(world, "ben");
  const seen: string[] = [];
  engine.subscribe(heartbeats, (text) => seen.push(text));
  engine.pause();
  const results = append(0);
  ben.publish(heartbeats, "post");
  clock.advance(1_000);
  assertEquals([results, seen], [[], []]);
  assert(world.last(ROOM) !== null, "what it sent has arrived");
  engine.resume();
  clock.advance(10);
  assertEquals([results.map(({ kind }) => kind), seen], [["appended"], ["post"]]);
});

Deno.test("posts are lost and late, and those of one publisher stay in order", () => {
  const { clock, world, engine } = open({ postLost: 0.2, postLate: 0.2 });
  const ben = new FakeEngine(world, "ben");
  const seen: number[] = [];
  engine.subscribe(heartbeats, (text) => seen.push(Number(text)));
  for (let n = 0; n < 100; n++) {
    ben.publish(heartbeats, `${n}`);
    clock.advance(100);
  }
  clock.advance(10_000);
  assert(seen.length > 50 && seen.length < 95, `${seen.length}`);
  assertEquals(seen, seen.toSorted((a, b) => a - b));
});

Deno.test("one who writes as the contract says loses nothing, whatever goes wrong (20 seeds)", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { clock, world, engine } = open(BAD_FAULTS, seed);
    const watched = new Map<string, number>();
    engine.watch(shards, {
      each({ subject, seq }) {
        assert(seq >= (watched.get(subject) ?? 0), "never older after newer");
        watched.set(subject, seq);
      },
    });
    const acknowledged: number[] = [];
    const subject = shard(1);
    let last = 0;
    let value = 0;
    const write = () => engine.append({ subject, text: `${value}`, expected: last }, answered);
    // what was written is known by its text; the next value is written when this one is known to be there
    const answered = (result: AppendResult): void => {
      if (result.kind !== "appended") return engine.last(subject, looked);
      last = result.seq;
      acknowledged.push(value++);
      write();
    };
    const looked = (result: LastResult): void => {
      if (result.kind === "failed") return engine.last(subject, looked);
      last = result.record?.seq ?? 0;
      if (result.record?.text === `${value}`) acknowledged.push(value++);
      clock.after(200, write);
    };
    const done: number[] = [];
    world.onAppend = ({ text }) => done.push(Number(text));
    write();
    for (let second = 0; second < 120; second++) {
      clock.advance(1_000);
      if (second === 40) world.loseLeader(10_000);
      if (second === 70) engine.cut();
      if (second === 82) engine.restore();
    }
    engine.close();
    assert(acknowledged.length > 20, `${acknowledged.length}`);
    assertEquals(done.filter((it, at) => it < (done[at - 1] ?? 0)), [], "no step back");
    assertEquals(new Set(done).isSupersetOf(new Set(acknowledged)), true);
    assert(world.counts.size > 5, `${[...world.counts.keys()]}`);
  }
});
