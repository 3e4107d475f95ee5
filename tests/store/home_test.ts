// Seats: who gets one, who doesn't, and how one is lost. Stories of ballots are in home_prompts_test.ts.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { ANNOUNCE_WITHIN_MS } from "../../src/room/limits.ts";
import { homeOf } from "../../src/store/ids.ts";
import { countingIds } from "./draws.ts";
import { Cluster, HOUR_MS } from "./store_story.ts";

Deno.test("[R1, R3] the creator hears the room's id first, and is in it once it has sent JOIN_ROOM", () => {
  using table = new Cluster();
  const ana = table.create("ana", { capacity: 1 });
  assertEquals(ana.heard(), ["CREATE_ROOM room"]);
  ana.announce();
  assertEquals(ana.heard(), [
    "ROOM_JOIN_UPDATES room",
    "ROOM_JOIN_UPDATES ana",
    "ROOM_CAPACITY_REACHED",
    "BEGIN_VOTING_PROMPT",
  ]);
  assertEquals(table.store(0).roomCount, 1);
});

Deno.test("[R2, R3] a reserved seat is nobody yet, and taken all the same", () => {
  using table = new Cluster();
  const [ana] = table.room(["ana"], { capacity: 2 });
  const ben = table.join("ben", ana.room_id);
  ana.heard();
  assertEquals([ben.state, ben.heard(), ana.heard()], ["seated", [], []]);
  const cid = table.join("cid", ben.room_id);
  assertEquals([cid.state, cid.refusal?.close, cid.refusal?.guess], [
    "refused",
    "room_full",
    false,
  ]);
  assertStringIncludes(cid.refusal?.message ?? "", ben.room_id);
});

Deno.test("[W4] a refusal reserves nothing: the seat that comes free goes to whoever asks next", () => {
  using table = new Cluster();
  const [ana, ben] = table.room(["ana", "ben"]);
  for (let n = 0; n < 5; n++) assertEquals(table.join("cid", ana.room_id).state, "refused");
  ben.leave();
  ana.heard();
  const cid = table.arrive("cid", ana.room_id);
  assertEquals([cid.state, ana.heard()], ["seated", [
    "ROOM_JOIN_UPDATES cid",
    "ROOM_CAPACITY_REACHED",
  ]]);
});

Deno.test("[W9] a room that never was is a guess, one that ended within 24 hours is none; the words are the same", () => {
  using table = new Cluster();
  const ana = table.create("ana").announce();
  const never = table.join("ben", "ZZZZZZZZ").refusal;
  assertEquals([never?.close, never?.guess], ["no_such_room", true]);
  assertStringIncludes(never?.message ?? "", "ZZZZZZZZ");
  ana.leave();
  const story: [number, boolean][] = [[0, false], [24 * HOUR_MS - 1, false], [1_001, true]];
  for (const [pass, guess] of story) {
    table.pass(pass);
    const ended = table.join("ben", ana.room_id).refusal;
    assertEquals([ended?.close, ended?.guess], ["no_such_room", guess]);
    assertEquals(ended?.message.replace(ana.room_id, "ZZZZZZZZ"), never?.message);
  }
});

Deno.test("[R14, R18] the id of a live or an ended room is not given out again", () => {
  const drawn = ["AAAAAAAA", "AAAAAAAA", "BBBBBBBB", "AAAAAAAA", "BBBBBBBB", "CCCCCCCC"];
  using table = new Cluster({ ids: { ...countingIds(), roomId: () => drawn.shift() ?? "none" } });
  const ana = table.create("ana");
  const ben = table.create("ben");
  ben.leave();
  const cid = table.create("cid");
  assertEquals([ana.room_id, ben.room_id, cid.room_id], ["AAAAAAAA", "BBBBBBBB", "CCCCCCCC"]);
});

Deno.test("[S1] a room is at home where its creator is connected", () => {
  for (const workers of [1, 2, 4]) {
    using table = new Cluster({ workers });
    for (let n = 0; n < 8 * workers; n++) {
      const on = n % workers;
      assertEquals(homeOf(table.create("ana", { on }).room_id, workers), on);
    }
    assertEquals(table.stores.map((store) => store.roomCount), new Array(workers).fill(8));
    assertEquals(table.sent, []);
  }
});

Deno.test("[W10] with as many rooms as there may be the next is refused, until one ends", () => {
  using table = new Cluster({ workers: 2, rooms_max: 2 });
  const ana = table.create("ana");
  table.create("ben", { on: 1 });
  const cid = table.create("cid");
  assertEquals([cid.state, cid.refusal?.close, cid.refusal?.guess], [
    "refused",
    "try_later",
    false,
  ]);
  assertEquals([table.open_rooms, cid.frames], [2, []]);
  ana.leave();
  assertEquals([table.create("cid").state, table.create("dan").state], ["seated", "refused"]);
});

Deno.test("[R3] a seat that is not announced within 10 s is freed and closed", () => {
  assertEquals(ANNOUNCE_WITHIN_MS, 10_000);
  for (const workers of [1, 2]) {
    using table = new Cluster({ workers });
    const [ana] = table.room(["ana"], { capacity: 2 });
    const ben = table.join("ben", ana.room_id, { on: workers - 1 });
    ana.heard();
    table.pass(ANNOUNCE_WITHIN_MS - 1);
    assertEquals(ben.state, "seated");
    table.pass(1_001);
    assertEquals([ben.state, ben.ended?.close, ben.frames], ["closed", "bad_request", []]);
    assertStringIncludes(ben.ended?.message ?? "", "JOIN_ROOM");
    // nobody was told of it, so nobody is told of its end
    assertEquals([ana.state, ana.heard()], ["seated", []]);
    assertEquals(table.arrive("cid", ben.room_id).state, "seated");
    table.pass(2 * ANNOUNCE_WITHIN_MS);
    assertEquals(ana.state, "seated");
  }
});

Deno.test("[R3, R14] a creator that doesn't answer in time takes its room with it", () => {
  using table = new Cluster({ workers: 2 });
  const ana = table.create("ana", { capacity: 3 });
  const ben = table.arrive("ben", ana.room_id, { on: 1 });
  table.pass(ANNOUNCE_WITHIN_MS - 5_000);
  const cid = table.join("cid", ana.room_id);
  table.pass(6_000);
  assertEquals([ana.state, ana.ended?.close], ["closed", "bad_request"]);
  assertStringIncludes(ana.ended?.message ?? "", "JOIN_ROOM");
  assertEquals([ben.state, ben.ended?.close, ben.ended?.message], ["closed", "session_over", null]);
  assertStringIncludes(ben.lastLine, ben.room_id);
  // cid was never in the room: no results, but a line that says why
  assertEquals([cid.state, cid.ended?.close, cid.frames], ["closed", "session_over", []]);
  assertStringIncludes(cid.ended?.message ?? "", ana.room_id);
  assertEquals([table.open_rooms, table.join("dan", ana.room_id).refusal?.close], [
    0,
    "no_such_room",
  ]);
});

Deno.test("[R3] JOIN_ROOM for another room is refused, a repeated one does nothing", () => {
  using table = new Cluster();
  const [ana] = table.room(["ana"], { capacity: 3 });
  const ben = table.join("ben", ana.room_id);
  ana.heard();
  ben.announce("ZZZZZZZZ");
  assertEquals([ben.heard(), ana.heard()], [["text room"], []]);
  ben.announce();
  assertEquals(ana.heard(), ["ROOM_JOIN_UPDATES ben"]);
  ben.heard();
  ben.announce().announce().announce("ZZZZZZZZ");
  assertEquals([ben.heard(), ana.heard()], [["text room"], []]);
});

Deno.test("[W2, R3] JOIN_ROOM may name the room as a person types it", () => {
  using table = new Cluster({ ids: { ...countingIds(), roomId: () => "01ABCDEF" } });
  table.create("ana").announce();
  const ben = table.join("ben", "01ABCDEF").announce(" oLabcdef ");
  assertEquals(ben.heard().slice(0, 2), ["ROOM_JOIN_UPDATES room", "ROOM_JOIN_UPDATES ana"]);
});

Deno.test("[R3] before its JOIN_ROOM a member can do nothing, and is told what to do", () => {
  using table = new Cluster();
  const ana = table.create("ana", { capacity: 1 });
  ana.heard();
  for (
    const attempt of [() => ana.begin("T1"), () => ana.vote("T1", "5"), () => ana.reveal("T1")]
  ) {
    attempt();
    assertEquals(ana.heard(), ["text room"]);
    assertStringIncludes(ana.lastLine, "JOIN_ROOM");
  }
});

Deno.test("[W5] the second ana is another", () => {
  using table = new Cluster();
  const [ana] = table.room(["ana"], { capacity: 2 });
  table.arrive("ana", ana.room_id);
  assert(ana.frames.some((frame) => frame.includes("ana (2) joined")));
});
