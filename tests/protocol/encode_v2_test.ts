// What v2 clients are sent: the room exactly as P2.4 has it, and a reply for each command [P2].
import { assert, assertEquals } from "@std/assert";
import {
  encodeError,
  encodeNudged,
  encodeOk,
  encodePong,
  encodeRoom,
  encodeState,
  encodeWelcome,
} from "../../src/protocol/v2_encode.ts";
import type { Room } from "../../src/room/state.ts";
import { summarize } from "../../src/room/summary.ts";
import { viewOf } from "../../src/room/secrecy.ts";
import { DECK, NOW, OPEN, revealed, room, SUMMARY, TICKET, VOTES } from "./v2_room.ts";

function shown(changes: Partial<Room> = {}, timerEndsAt: number | null = null) {
  return JSON.parse(encodeRoom(viewOf(room(changes)), timerEndsAt));
}

Deno.test("[P2.4] a room without a ballot has these fields and no others", () => {
  assertEquals(shown(), {
    room_id: "7Z3K9QWD",
    version: 17,
    created_at: NOW,
    capacity: 5,
    deck: DECK,
    locked: false,
    passcode: false,
    settings: { auto_reveal: false, on_admin_leave: "close", who_runs: "admin" },
    admin_id: "ana",
    // a reserved seat is nobody yet [R3]
    members: [
      { member_id: "ana", name: "ana!", role: "voter", presence: "online", voted: false },
      { member_id: "ben", name: "ben!", role: "voter", presence: "away", voted: false },
      { member_id: "wim", name: "wim!", role: "observer", presence: "online", voted: false },
    ],
    ballot: null,
    queue: [],
    timer: null,
    results_count: 0,
  });
});

Deno.test("[P2.4] queue, timer, settings and the count of results", () => {
  const queue = [TICKET, { ticket_id: "T-2" }];
  const settings = { auto_reveal: true, on_admin_leave: "promote", who_runs: "everyone" } as const;
  const history = [revealed(), revealed()];
  // the room's own deadline is by a clock that is nobody's time of day [R17a]
  const changes = { queue, settings, history, timer_ends_at: 77, timer_reveals: true };
  const { queue: q, timer, settings: s, results_count } = shown(changes, NOW + 60_000);
  assertEquals([q, timer, s, results_count], [
    queue,
    { ends_at: NOW + 60_000, reveal: true },
    settings,
    2,
  ]);
});

Deno.test("[P2.4, R7] an open ballot: who has voted, and no card, vote, summary or estimate", () => {
  for (const phase of ["voting", "complete"] as const) {
    const room = shown({ ballot: { ...OPEN, phase } });
    assertEquals(room.ballot, { ...TICKET, attempt: 2, phase, opened_at: NOW });
    assertEquals(room.members.map((one: { voted: boolean }) => one.voted), [true, false, false]);
    const text = JSON.stringify({ ...room, deck: null });
    assert(!/QUOKKA|WOMBAT/.test(text), text);
  }
  const untitled = shown({ ballot: { ...OPEN, phase: "voting", ticket: { ticket_id: "T-1" } } });
  assert(!("title" in untitled.ballot));
});

Deno.test("[P2.4] a revealed ballot: votes and summary, and the estimate once there is one", () => {
  const times = { opened_at: NOW, revealed_at: NOW + 9 };
  const ballot = { ...TICKET, attempt: 2, phase: "revealed", ...times, votes: VOTES };
  const room = shown({ ballot: revealed() });
  assertEquals(room.ballot, { ...ballot, summary: SUMMARY });
  assertEquals(room.members.map((one: { voted: boolean }) => one.voted), [true, true, false]);
  assertEquals(shown({ ballot: revealed({ estimate: "8 days" }) }).ballot, {
    ...ballot,
    summary: SUMMARY,
    estimate: "8 days",
  });
  const noted = shown({ ballot: revealed({ note: "split it" }) });
  assertEquals(noted.ballot, { ...ballot, summary: SUMMARY, note: "split it" });
});

Deno.test("[R17b, W14] a room's name where it has one, whether it is locked and asks for a passcode; never which", () => {
  const { name, locked, passcode } = shown({ name: "Team A", locked: true, passcode_hash: "beef" });
  assertEquals([name, locked, passcode], ["Team A", true, true]);
  assert(!JSON.stringify(shown({ passcode_hash: "beef" })).includes("beef"));
});

Deno.test("[P2.5a] whoever has not voted is sent who waits for it", () => {
  const ana = { member_id: "ana", name: "ana!", role: "voter" };
  assertEquals(JSON.parse(encodeNudged(ana, "T-1")), {
    type: "NUDGED",
    data: { ticket_id: "T-1", by: { member_id: "ana", name: "ana!" } },
  });
});

Deno.test("[R13] no numeric card: null in the summary, not 0 and not missing", () => {
  const { ballot } = shown({ ballot: revealed({ summary: summarize(DECK, ["?"]) }) });
  const { mean, median, min, max } = ballot.summary;
  assertEquals([mean, median, min, max], [null, null, null, null]);
});

Deno.test("[P2.2, P2.3] WELCOME and ROOM_STATE carry the room as it was encoded", () => {
  const encoded = encodeRoom(viewOf(room()), null);
  const server = { name: "estimatex-server", version: '1.0"' };
  const you = { member_id: "ana", resume_token: "0f" };
  assertEquals(JSON.parse(encodeState(encoded, NOW)), {
    type: "ROOM_STATE",
    data: { room: shown(), now: NOW },
  });
  for (const mine of [you, { ...you, vote: "QUOKKA" }]) {
    assertEquals(JSON.parse(encodeWelcome(encoded, mine, { server, now: NOW })), {
      type: "WELCOME",
      data: { room: shown(), you: mine, server, now: NOW },
    });
  }
});

Deno.test("[P2, P2.6] replies carry the id they answer; an error that answers nothing carries none", () => {
  assertEquals(JSON.parse(encodeOk("c-1", 7)), { type: "OK", data: { version: 7 }, re: "c-1" });
  assertEquals(JSON.parse(encodePong("")), { type: "OK", data: {}, re: "" });
  const error = { code: "bad_field", message: "role must be voter or observer", field: "role" };
  const { field: _, ...short } = error;
  assertEquals(JSON.parse(encodeError("c-1", error)), { type: "ERROR", data: error, re: "c-1" });
  assertEquals(JSON.parse(encodeError(null, short)), { type: "ERROR", data: short });
  assertEquals(JSON.parse(encodeError("", { ...short, field: undefined })), {
    type: "ERROR",
    data: short,
    re: "",
  });
});

Deno.test("[P2] names, tickets and cards can't break out of a frame", () => {
  const nasty = '"},"type":"X","data":{"\\\u2028';
  const named = room({ queue: [{ ticket_id: nasty, title: nasty }] });
  const you = { member_id: nasty, resume_token: nasty, vote: nasty };
  const encoded = encodeRoom(viewOf(named), null);
  const server = { name: nasty, version: nasty };
  const welcome = JSON.parse(encodeWelcome(encoded, you, { server, now: NOW }));
  assertEquals([welcome.type, welcome.data.you], ["WELCOME", you]);
  assertEquals(welcome.data.room.queue, [{ ticket_id: nasty, title: nasty }]);
  const error = JSON.parse(encodeError(nasty, { code: "x", message: nasty, field: nasty }));
  assertEquals([error.re, error.data.field], [nasty, nasty]);
});
