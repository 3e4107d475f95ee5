// [C4, C6, C10] How rooms come to a worker: all that people were shown is in what is adopted, and who asks is answered.
import { assert, assertEquals } from "@std/assert";
import type { Engine } from "../../src/cluster/engine.ts";
import { encodeRecords } from "../../src/cluster/room_records.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { Random } from "../sim/random.ts";
import { runAdoptions } from "./adoption_sim.ts";
import { Adopter, roomsOf } from "./adoption_story.ts";
import type { EngineFaults } from "./fake_faults.ts";
import { FakeWorld } from "./fake_world.ts";
import { subjectOf } from "./outbox_story.ts";

const SEEDS = 40;
const SHARD = 7;
const [ROOM = "", OTHER = "", NEVER = ""] = roomsOf(SHARD, 3);
const [ELSEWHERE = ""] = roomsOf(SHARD + 1, 1);
const HOUR_MS = 3_600_000;

/** Two workers: ana has opened these rooms, bob has nothing yet. */
function twoLives(rooms: readonly string[] = [ROOM], faults: Partial<EngineFaults> = {}) {
  const clock = new FakeClock();
  const world = new FakeWorld(clock, new Random(1));
  const [ana, bob] = [new Adopter("ana", { world, clock }), new Adopter("bob", { world, clock })];
  for (const roomId of rooms) ana.opens(roomId);
  clock.advance(1_000);
  assert(ana.outbox.isIdle);
  world.faults = { ...world.faults, ...faults };
  return { clock, world, ana, bob };
}

/** Something that is no record of a room. */
function spoil(world: FakeWorld, roomId: string, text = "garbage"): void {
  world.append({ subject: subjectOf(roomId), text, expected: null }, "somebody", () => {});
}

Deno.test("[C6, C8, C10] what people were shown is in what is adopted, and a former home shows nothing more", () => {
  let [shown, adopted] = [0, 0];
  for (let seed = 1; seed <= SEEDS; seed++) {
    const run = runAdoptions(seed);
    assertEquals(run.violations, [], `seed ${seed}`);
    shown += run.shown;
    adopted += run.adopted;
  }
  assert(shown > 200 * SEEDS && adopted > 12 * SEEDS, `${shown} shown, ${adopted} adopted`);
});

Deno.test("a canary that is found: the sequence is not compared", () => {
  const careless = (engine: Engine): Engine =>
    new Proxy(engine, {
      get(target, key) {
        if (key === "append") {
          const append: Engine["append"] = (one, done) =>
            target.append({ ...one, expected: null }, done);
          return append;
        }
        const value = Reflect.get(target, key);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  let seed = 1;
  while (seed <= SEEDS && runAdoptions(seed, careless).violations.length === 0) seed++;
  assert(seed <= SEEDS);
});

Deno.test("[C4] who asks: here, ended, never, elsewhere; until the shard is ready it waits", () => {
  const { clock, ana, bob } = twoLives([ROOM, OTHER]);
  ana.ends(OTHER);
  clock.advance(1_000);
  assertEquals(bob.asks(ROOM), ["elsewhere"]);
  bob.adoption.owned([SHARD]);
  const asked = [ROOM, OTHER, NEVER, ELSEWHERE].map((roomId) => bob.asks(roomId));
  assertEquals(asked, [[], [], [], ["elsewhere"]]);
  assertEquals(bob.adoption.isReady, false);
  clock.advance(1_000);
  assertEquals(asked, [["here"], ["ended"], ["never"], ["elsewhere"]]);
  assertEquals(bob.adoption.isReady, true);
  assertEquals(bob.asks(ROOM), ["here"]);
  assertEquals([...bob.rooms.keys()], [ROOM]);
});

Deno.test("[C4, C14] a room that was overlooked is found when somebody asks, whatever a stale read has", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { clock, world, ana, bob } = twoLives([]);
    clock.advance(10_000);
    bob.adoption.owned([SHARD]);
    clock.advance(1_000);
    world.faults = { ...world.faults, staleAll: 0.9 };
    ana.opens(ROOM);
    clock.advance(seed * 10);
    ana.renames(ROOM, "later");
    clock.advance(100);
    const asked = [bob.asks(ROOM), bob.asks(ROOM)];
    clock.advance(10_000);
    assertEquals(asked, [["here"], ["here"]]);
    assertEquals(bob.rooms.get(ROOM)?.room.name, "later");
    assertEquals(bob.adoptions.get(ROOM), 1);
  }
});

Deno.test("[C4, C14] that there is no such room is sure: a stale read has none either, and nothing is left of the question", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { clock, world, ana, bob } = twoLives([]);
    clock.advance(10_000);
    bob.adoption.owned([SHARD]);
    clock.advance(1_000);
    world.faults = { ...world.faults, staleLast: 0.9 };
    ana.opens(ROOM);
    clock.advance(seed * 10);
    const asked = [ROOM, NEVER, NEVER].map((roomId) => bob.asks(roomId));
    clock.advance(10_000);
    assertEquals(asked, [["here"], ["never"], ["never"]]);
    assertEquals(world.all(subjectOf(NEVER)), []);
  }
});

Deno.test("[C10] hundreds of rooms of a shard, its stream without a leader: each is adopted once", () => {
  const rooms = roomsOf(SHARD, 300);
  const { clock, world, ana, bob } = twoLives(rooms);
  for (const roomId of rooms) ana.renames(roomId, `name of ${roomId}`);
  for (const roomId of rooms.slice(0, 100)) ana.ends(roomId);
  clock.advance(5_000);
  ana.close();
  bob.adoption.owned([SHARD]);
  clock.advance(2);
  world.loseLeader(10_000);
  clock.advance(9_000);
  assert(bob.rooms.size <= 64 && !bob.adoption.isReady); // those that were on their way by then
  clock.advance(20_000);
  assert(bob.adoption.isReady);
  assertEquals([...bob.rooms.keys()].toSorted(), rooms.slice(100).toSorted());
  for (const [roomId, { room }] of bob.rooms) assertEquals(room.name, `name of ${roomId}`);
  assert([...bob.adoptions.values()].every((times) => times === 1));
});

Deno.test("a shard with thousands of rooms that have ended is ready", () => {
  const { clock, world, bob } = twoLives([]);
  const end = { life: "ana", write: "w", version: 1, whole: false, ended_at: clock.wall() };
  for (let n = 0; n < 5_000; n++) {
    const subject = subjectOf(ROOM).replace(ROOM, `E${n}`);
    for (const text of encodeRecords(end, "")) {
      world.append({ subject, text, expected: null }, "ana", () => {});
    }
  }
  bob.adoption.owned([SHARD]);
  clock.advance(1_000);
  assert(bob.adoption.isReady);
});

Deno.test("a room that can't be read is reported once, stays as it is, and nobody gets in", () => {
  const { clock, world, bob } = twoLives([ROOM, OTHER]);
  spoil(world, ROOM);
  const before = world.all(subjectOf(ROOM));
  bob.adoption.owned([SHARD]);
  clock.advance(2_000);
  assertEquals([bob.asks(ROOM), bob.asks(OTHER)], [["ended"], ["here"]]);
  assertEquals(bob.log.of("room_not_restored").map(({ fields }) => fields["room"]), [ROOM]);
  assertEquals(world.all(subjectOf(ROOM)), before);
});

Deno.test("[C4, C18] a room that only a newer version can read is elsewhere, not over; the rest of its shard is here", () => {
  const { clock, world, bob } = twoLives([ROOM, OTHER]);
  const seq = world.last(subjectOf(ROOM))?.seq ?? 0;
  const newer = { subject: subjectOf(ROOM), text: '{"format":99}\n', expected: seq };
  world.append(newer, "newer", () => {});
  clock.advance(100);
  const before = world.all(subjectOf(ROOM));
  bob.adoption.owned([SHARD]);
  clock.advance(2_000);
  assertEquals([bob.asks(ROOM), bob.asks(OTHER)], [["elsewhere"], ["here"]]);
  assertEquals([bob.tooNew, bob.log.of("room_too_new").length], [[SHARD], 1]);
  assertEquals(world.all(subjectOf(ROOM)), before);
});

Deno.test("[C14] what is damaged when it is read first may be whole the next time: its records were being dropped", () => {
  const { clock, world, ana, bob } = twoLives();
  const all = bob.engine.all.bind(bob.engine);
  let reads = 0;
  bob.engine.all = (filter, done) =>
    all(filter, (result) => {
      const isFirst = reads++ === 0;
      if (result.kind === "failed" || !isFirst) return done(result);
      done({ ...result, records: result.records.slice(1) });
    });
  ana.renames(ROOM, "later");
  clock.advance(100);
  assertEquals(world.all(subjectOf(ROOM)).length, 2);
  bob.adoption.owned([SHARD]);
  clock.advance(2_000);
  assertEquals([bob.asks(ROOM), bob.log.of("room_not_restored")], [["here"], []]);
});

Deno.test("[C10] given up in the middle: who waits is sent elsewhere, nothing is adopted, and no timer is left", () => {
  const { clock, ana, bob } = twoLives([ROOM, OTHER], { refused: 0.5 });
  for (let ms = 0; ms < 300; ms += 7) {
    bob.adoption.owned([SHARD]);
    const asked = [bob.asks(ROOM), bob.asks(NEVER)];
    clock.advance(ms);
    const [adopted, found] = [bob.adoptions.size, asked.filter((one) => one[0] === "here").length];
    assert(found <= adopted);
    bob.givesUp(SHARD);
    for (const [where] of asked) assert(where !== undefined);
    bob.adoptions.clear();
    clock.advance(10_000);
    assertEquals([bob.adoptions.size, bob.rooms.size], [0, 0]);
  }
  for (const adopter of [ana, bob]) adopter.close();
  clock.advance(20_000);
  assertEquals(clock.pending, 0);
});

Deno.test("[C10] a shard that comes back, and what is here already: no room is claimed from oneself", () => {
  const { clock, ana } = twoLives();
  ana.adoption.owned([SHARD]);
  clock.advance(1_000);
  assertEquals([ana.adoptions.size, ana.adoption.isReady, ana.asks(ROOM)], [0, true, ["here"]]);
  ana.renames(ROOM, "still ours");
  clock.advance(1_000);
  assert(ana.rooms.has(ROOM) && ana.outbox.isIdle);
  ana.givesUp(SHARD);
  ana.adoption.owned([SHARD]);
  clock.advance(1_000);
  assertEquals(ana.rooms.get(ROOM)?.room.name, "still ours");
});

Deno.test("[C7] without a good lease nothing is claimed", () => {
  const { clock, ana, bob } = twoLives();
  bob.lease.isGood = false;
  bob.adoption.owned([SHARD]);
  const asked = bob.asks(ROOM);
  clock.advance(5_000);
  ana.renames(ROOM, "still hers");
  clock.advance(100);
  assertEquals([asked, bob.rooms.size, ana.rooms.size], [[], 0, 1]);
  bob.lease.isGood = true;
  clock.advance(1_000);
  assertEquals([asked, bob.rooms.get(ROOM)?.room.name], [["here"], "still hers"]);
});

Deno.test("[C17] a tombstone is forgotten a day after the end: by who ended the room, or has its shard since", () => {
  for (const moves of [false, true]) {
    const { clock, world, ana, bob } = twoLives([ROOM, OTHER]);
    ana.adoption.owned([SHARD]);
    clock.advance(1_000);
    ana.ends(ROOM);
    clock.advance(1_000);
    if (moves) {
      ana.givesUp(SHARD);
      bob.adoption.owned([SHARD]);
    }
    clock.advance(23 * HOUR_MS);
    const asked = (moves ? bob : ana).asks(ROOM);
    clock.advance(1_000);
    assertEquals([asked, world.all(subjectOf(ROOM)).length], [["ended"], 2]);
    clock.advance(2 * HOUR_MS);
    assertEquals(world.all(subjectOf(ROOM)), []);
    assertEquals((moves ? bob : ana).asks(OTHER), ["here"]);
  }
});
