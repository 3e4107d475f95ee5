// What a move has still to do, and what stands in its way.
import { assert, assertEquals, assertMatch } from "@std/assert";
import { missingIn } from "../../src/cluster/move/compare.ts";
import type { Contents, EndedSession } from "../../src/journal/contents.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { KeptRoom } from "./kept_room.ts";

const NOTHING: Contents = { rooms: [], sessions: [], ended: [] };

function savedOf(roomId: string, change: (room: KeptRoom) => void = () => {}) {
  const kept = new KeptRoom(roomId, new FakeClock());
  change(kept);
  return { room: kept.room, tokens: kept.tokens };
}

function over(room_id: string, created_at: number): EndedSession {
  const what = { reason: "idle", participants: [], ballots: [] } as const;
  return { room_id, created_at, ended_at: 9, ...what };
}

Deno.test("a second run does what the first has left", () => {
  const [a, b] = [savedOf("AAAAAAAA"), savedOf("BBBBBBBB")];
  const source = {
    rooms: [a, b],
    sessions: [over("CCCCCCCC", 1), over("DDDDDDDD", 1)],
    ended: [{ room_id: "CCCCCCCC", ended_at: 9 }, { room_id: "EEEEEEEE", ended_at: 9 }],
  };
  assertEquals(missingIn(NOTHING, source), { ok: true, value: source });
  const target = {
    rooms: [a],
    sessions: [over("CCCCCCCC", 1)],
    ended: [{ room_id: "CCCCCCCC", ended_at: 9 }],
  };
  const left = { rooms: [b], sessions: source.sessions.slice(1), ended: source.ended.slice(1) };
  assertEquals(missingIn(target, source), { ok: true, value: left });
});

Deno.test("a room that has gone on in both places, or ended in one of them, is in the way", () => {
  const room = savedOf("AAAAAAAA");
  const later = savedOf("AAAAAAAA", (kept) => kept.isCalled("later"));
  const ended = over("AAAAAAAA", room.room.created_at);
  const table: [Contents, Contents][] = [
    [{ ...NOTHING, rooms: [room] }, { ...NOTHING, rooms: [later] }],
    [{ ...NOTHING, rooms: [room] }, { ...NOTHING, sessions: [ended] }],
    [{ ...NOTHING, sessions: [ended] }, { ...NOTHING, rooms: [room] }],
  ];
  for (const [target, source] of table) {
    const missing = missingIn(target, source);
    assert(!missing.ok);
    assertMatch(missing.error, /^both places .* isn't the same: AAAAAAAA\. Nothing was moved/);
  }
});
