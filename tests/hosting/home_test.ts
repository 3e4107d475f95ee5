// Seats of v1 members: who gets one, who doesn't, and how one is lost; and one ballot, frame by frame.
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { ANNOUNCE_WITHIN_MS } from "../../src/room/limits.ts";
import { homeOf } from "../../src/base/ids.ts";
import { countingIds } from "../base/draws.ts";
import { Cluster, HOUR_MS } from "./store_story.ts";
import { MixedCluster } from "./v2_story.ts";

Deno.test("[W10] an address has so many seats that nobody has claimed, over all workers; a claimed one is none", () => {
  using table = new MixedCluster({ workers: 2, unclaimedMax: 2 });
  const [ana, ben] = [0, 1].map((on) => table.create(`creator${on}`, { on, capacity: 9 }));
  assert(ana !== undefined && ben !== undefined);
  for (const creator of [ana, ben]) creator.announce();
  const join = (name: string, { roomId }: { roomId: string }) =>
    table.join(name, roomId, { on: 1 });
  const [bob, cem] = [join("bob", ana), join("cem", ben)];
  const refused = join("dan", ana);
  assertEquals([bob.state, cem.state, refused.refusal?.close], ["seated", "seated", "try_later"]);
  assertMatch(refused.refusal?.message ?? "", /Your address has 4 seats that no JOIN_ROOM has/);
  // v2 seats are claimed as they are given, and another address has its own
  assertEquals(table.joinV2("eve", ana.roomId).state, "seated");
  table.slot = 1;
  assertEquals(join("fay", ana).state, "seated");
  table.slot = 0;
  // claimed, given up, not claimed in time, ended: none of them counts any more
  bob.announce();
  const gus = join("gus", ben);
  assertEquals([gus.state, join("hal", ana).state], ["seated", "refused"]);
  gus.drop();
  assertEquals([join("ida", ana).state, join("jan", ana).state], ["seated", "refused"]);
  table.pass(ANNOUNCE_WITHIN_MS + 1_000);
  assertEquals([join("kim", ana).state, join("lea", ben).state], ["seated", "seated"]);
  ben.drop();
  assertEquals([join("max", ana).state, join("ned", ana).state], ["seated", "refused"]);
  // one that is refused anyway counts for nothing
  table.slot = 2;
  for (let n = 0; n < 5; n++) assertEquals(table.join("x", "ZZZZZZZZ").state, "refused");
  assertEquals(table.unclaimedOf.get(2) ?? 0, 0);
  for (const store of table.stores) store.close();
  assertEquals([...table.unclaimedOf.values()], [0, 0]);
});

Deno.test("[W9] a room that never was is a guess, one that ended within 24 hours is none; the words are the same", () => {
  using table = new Cluster();
  const ana = table.create("ana").announce();
  const never = table.join("ben", "ZZZZZZZZ").refusal;
  assertEquals([never?.close, never?.guess], ["no_such_room", true]);
  assertStringIncludes(never?.message ?? "", "ZZZZZZZZ");
  ana.drop();
  const story: [number, boolean][] = [[0, false], [24 * HOUR_MS - 1, false], [1_001, true]];
  for (const [pass, guess] of story) {
    table.pass(pass);
    const ended = table.join("ben", ana.roomId).refusal;
    assertEquals([ended?.close, ended?.guess], ["no_such_room", guess]);
    assertEquals(ended?.message.replace(ana.roomId, "ZZZZZZZZ"), never?.message);
  }
});

Deno.test("[R14, R18] the id of a live or an ended room is not given out again", () => {
  const drawn = ["AAAAAAAA", "AAAAAAAA", "BBBBBBBB", "AAAAAAAA", "BBBBBBBB", "CCCCCCCC"];
  using table = new Cluster({ ids: { ...countingIds(), roomId: () => drawn.shift() ?? "none" } });
  const ana = table.create("ana");
  const ben = table.create("ben");
  ben.drop();
  const cid = table.create("cid");
  assertEquals([ana.roomId, ben.roomId, cid.roomId], ["AAAAAAAA", "BBBBBBBB", "CCCCCCCC"]);
});

Deno.test("[S1] a room is at home where its creator is connected", () => {
  for (const workers of [1, 2, 4]) {
    using table = new Cluster({ workers });
    for (let n = 0; n < 8 * workers; n++) {
      const on = n % workers;
      assertEquals(homeOf(table.create("ana", { on }).roomId, workers), on);
    }
    assertEquals(table.stores.map((store) => store.roomCount), new Array(workers).fill(8));
    assertEquals(table.sent, []);
  }
});

Deno.test("[W10] with as many rooms as there may be the next is refused, until one ends", () => {
  using table = new Cluster({ workers: 2, roomsMax: 2 });
  const ana = table.create("ana");
  table.create("ben", { on: 1 });
  const cid = table.create("cid");
  assertEquals([cid.state, cid.refusal?.close, cid.refusal?.guess], [
    "refused",
    "try_later",
    false,
  ]);
  assertEquals([table.openRooms, cid.frames], [2, []]);
  ana.drop();
  assertEquals([table.create("cid").state, table.create("dan").state], ["seated", "refused"]);
});

Deno.test("[W10] an address with as many rooms as one may have opens no more, on any worker, until one ends", () => {
  using table = new MixedCluster({ workers: 2, roomsPerAddressMax: 2 });
  const ana = table.createV2("ana");
  table.create("ben", { on: 1 });
  for (const on of [0, 1]) {
    const { state, refusal } = table.create("cid", { on });
    assertEquals([state, refusal?.close, refusal?.guess], ["refused", "try_later", false]);
    assertEquals(table.log.of("room_refused").at(-1)?.fields, { reason: "too_many_from_address" });
    assertMatch(refusal?.message ?? "", /Your address has opened 2 rooms, as many as one may/);
  }
  // it is the room that counts, not whoever opened it
  ana.drop();
  assertEquals(table.create("cid").state, "refused");
  table.slot = 1;
  assertEquals([table.create("dan").state, table.roomsOf.get(1)], ["seated", 1]);
  // who comes back or joins from somewhere else changes nothing
  const back = table.resume(ana);
  table.slot = 0;
  assertEquals(table.create("cid").state, "refused");
  back.does("END_SESSION");
  assertEquals([table.roomsOf.get(0), table.roomsOf.get(1)], [1, 1]);
  assertEquals([table.create("cid").state, table.create("eve").state], ["seated", "refused"]);
  for (const store of table.stores) store.close();
  assertEquals([table.openRooms, table.roomsOf.get(0), table.roomsOf.get(1)], [0, 0, 0]);
});

Deno.test("[W11] where a worker can't be replaced newcomers are refused at once, and leave no seat behind", () => {
  using table = new MixedCluster({ workers: 2 });
  const ana = table.createV2("ana", { capacity: 2 });
  const { roomId: room_id } = ana;
  table.held = true;
  const waiting = [table.join("ben", room_id, { on: 1 }), table.joinV2("cid", room_id, { on: 1 })];
  assertEquals(waiting.map(({ refusal }) => refusal), [null, null]);
  table.store(1).workerMissing(0, true);
  waiting.push(table.join("dan", room_id, { on: 1 }), table.resume(ana, { on: 1 }));
  for (const { refusal } of waiting) {
    assertEquals([refusal?.close, refusal?.guess], ["try_later", false]);
    assertMatch(refusal?.message ?? "", /is down: try again later/);
  }
  // whoever opens a room, or wants one at home where it is connected, has nothing to do with it
  assertEquals(table.create("eve", { on: 1 }).state, "seated");
  table.store(1).workerMissing(0, false);
  table.held = false;
  table.carry();
  table.pass(100);
  assertEquals(ana.room?.members.map(({ name }) => name), ["ana"]);
  const [fay, gus] = ["fay", "gus"].map((name) => table.joinV2(name, room_id, { on: 1 }));
  assertEquals([fay?.refusal, gus?.refusal?.close], [null, "room_full"]);
});

Deno.test("[P1.2, R4, R8, R11] a ballot from the first arrival to the next ticket, frame by frame", () => {
  for (const workers of [1, 2, 4]) {
    using table = new Cluster({ workers });
    const [ana, ben] = table.room(["ana", "ben"]);
    assertEquals(ana.received(), [
      "CREATE_ROOM room",
      "ROOM_JOIN_UPDATES room",
      "ROOM_JOIN_UPDATES ana",
      "ROOM_JOIN_UPDATES ben",
      "ROOM_CAPACITY_REACHED",
      "BEGIN_VOTING_PROMPT",
    ]);
    assertEquals(ben.received(), [
      "ROOM_JOIN_UPDATES room",
      "ROOM_JOIN_UPDATES ana",
      "ROOM_JOIN_UPDATES ben",
      "ROOM_CAPACITY_REACHED",
    ]);
    for (const ticket of ["T1", "T2"]) {
      ana.begin(ticket);
      assertEquals([ana.received(), ben.received()], [[`ASK_FOR_VOTE ${ticket}`], [
        `ASK_FOR_VOTE ${ticket}`,
      ]]);
      ben.vote(ticket, "5");
      assertEquals([ana.received(), ben.received()], [[`text ben ${ticket}`], [
        `text ben ${ticket}`,
      ]]);
      ana.vote(ticket, "8");
      assertEquals(ana.received(), [
        `text ana ${ticket}`,
        `VOTING_COMPLETED ${ticket}`,
        `REVEAL_VOTES_PROMPT ${ticket}`,
      ]);
      assertEquals(ben.received(), [`text ana ${ticket}`, `VOTING_COMPLETED ${ticket}`]);
      ana.reveal(ticket);
      assertEquals(ana.received(), [`VOTES_REVEALED ${ticket}`, "BEGIN_VOTING_PROMPT"]);
      assertEquals(ben.received(), [`VOTES_REVEALED ${ticket}`, "AWAITING_ADMIN_VOTE_START"]);
    }
  }
});
