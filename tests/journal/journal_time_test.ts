// Deadlines of a room across a restart, where the wall clock was set in between [R17a, R14].
import { assert, assertEquals } from "@std/assert";
import { FIBONACCI } from "../../src/room/deck.ts";
import type { RoomEvent } from "../../src/room/events.ts";
import { createRoom, step } from "../../src/room/room.ts";
import type { Room } from "../../src/room/state.ts";
import { fromJournal } from "../../src/journal/journal_time.ts";

const HOUR_MS = 3_600_000;
const NOON = 1_900_000_000_000;

/** Clocks that read this, of a process whose steady one began anew. */
function clocks(wall: number, steady: number) {
  return { wall: () => wall, now: () => steady };
}

/** The room after somebody has joined it at this moment. */
function joined(room: Room, memberId: string, steady: number): Room {
  const now = { wall: NOON, steady };
  const who = { member_id: memberId, name: memberId, role: "voter", protocol: "v2" } as const;
  const seated = step(room, { type: "reserve", ...who }, now);
  assert(seated.kind === "done");
  const announced = step(seated.room, { type: "announce", by: memberId }, now);
  assert(announced.kind === "done");
  return announced.room;
}

Deno.test("[R14] whoever was there before a restart is longest in the room, though the clock was set back since", () => {
  for (const setMs of [-7 * HOUR_MS, 0, 7 * HOUR_MS]) {
    const admin = { member_id: "ana", name: "ana", role: "observer", protocol: "v2" } as const;
    const made = createRoom(
      { room_id: "7K2M9QXD", capacity: 5, deck: FIBONACCI, on_admin_leave: "promote", admin },
      { wall: NOON, steady: NOON },
    );
    const announced = step(made, { type: "announce", by: "ana" }, { wall: NOON, steady: NOON });
    assert(announced.kind === "done");
    // a journal has the deadlines by the wall clock; here both were the same
    const saved = joined(joined(announced.room, "ben", NOON), "cid", NOON);
    const restored = fromJournal(saved, clocks(NOON + setMs + 1_000, 5_000));
    const room = joined(restored, "dan", 6_000);
    const left = step(room, { type: "leave", by: "ana" }, { wall: NOON, steady: 7_000 });
    assert(left.kind === "done");
    assertEquals(promoted(left.events), ["ben"], `set by ${setMs} ms`);
  }
});

function promoted(events: readonly RoomEvent[]): readonly string[] {
  return events.flatMap((event) => event.type === "admin_changed" ? [event.member.member_id] : []);
}
