// [C17] The results of a session that is over: kept once, however often they are tried, and the last ones count.
import { assert, assertEquals } from "@std/assert";
import { headerOf, PART_BYTES_MAX } from "../../src/cluster/room_records.ts";
import { resultsOf } from "../../src/cluster/session_results.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { Adopter } from "./adoption_story.ts";
import { Random } from "../sim/random.ts";
import { FakeWorld } from "./fake_world.ts";
import { fullestRoom, KeptRoom } from "./kept_room.ts";
import { SUBJECTS } from "./outbox_story.ts";

const ROOM = "ROOMAAAA";
const OVER = { reason: "idle", ended_at: 7 } as const;

Deno.test("[C17] results have who took part, every ballot, and how it ended; large ones go in parts", () => {
  const room = new KeptRoom(ROOM, new FakeClock()).joins("bob").estimates("T-1", ["bob"]);
  const large = fullestRoom("😀");
  for (const one of [room.room, large]) {
    const appends = resultsOf(one, OVER, { subjects: SUBJECTS });
    assertEquals(appends.length > 1, one === large);
    assertEquals(new Set(appends.map(({ once }) => once)).size, appends.length);
    const parts = appends.map(({ text }) => text.slice(text.indexOf("\n") + 1));
    for (const [n, { text, subject, expected }] of appends.entries()) {
      assertEquals([headerOf(text).part, headerOf(text).parts], [n + 1, appends.length]);
      assertEquals([subject, expected], [SUBJECTS.results(one.room_id, one.created_at), null]);
      assert(new TextEncoder().encode(parts[n]).length <= PART_BYTES_MAX);
    }
    const { room_id, created_at, participants, history: ballots } = one;
    const expected = { room_id, created_at, ...OVER, participants, ballots };
    assertEquals(JSON.parse(parts.join("")), JSON.parse(JSON.stringify(expected)));
  }
});

Deno.test("[C17] a home that dies between results and tombstone: the room goes on, and ends with all its ballots", () => {
  const clock = new FakeClock();
  const world = new FakeWorld(clock, new Random(1));
  const [ana, bob] = [new Adopter("ana", { world, clock }), new Adopter("bob", { world, clock })];
  ana.opens(ROOM);
  const room = ana.rooms.get(ROOM);
  assert(room !== undefined);
  ana.outbox.changed(room.estimates("T-1"));
  clock.advance(1_000);
  const results = () => world.all(SUBJECTS.results(ROOM, room.room.created_at));
  world.onAppend = ({ subject }) => {
    if (subject.includes(".results.")) ana.close();
  };
  ana.ends(ROOM);
  clock.advance(1_000);
  world.onAppend = () => {};
  assertEquals(results().length, 1);
  bob.adoption.owned([SUBJECTS.shardOf(ROOM)]);
  clock.advance(1_000);
  const adopted = bob.rooms.get(ROOM);
  assert(adopted !== undefined);
  bob.outbox.changed(adopted.estimates("T-2"));
  clock.advance(1_000);
  bob.ends(ROOM);
  clock.advance(1_000);
  const last = results().at(-1)?.text ?? "";
  const { ballots }: { readonly ballots: readonly unknown[] } = JSON.parse(
    last.slice(last.indexOf("\n") + 1),
  );
  assertEquals(ballots.length, 2);
});
