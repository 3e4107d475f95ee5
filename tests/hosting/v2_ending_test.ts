// How it ends for v2 members: the session's results, the server's stop, a worker lost.
import { assertEquals } from "@std/assert";
import { MixedCluster } from "./v2_story.ts";

const WORKERS = [1, 2, 4];

Deno.test("[P2.8, R16] END_SESSION: OK, then SESSION_ENDED with every revealed ballot, then 1000", () => {
  for (const workers of WORKERS) {
    using table = new MixedCluster({ workers });
    const { ana, ben, cid } = table.mixedRoom();
    const { clock } = table;
    const openedAt = clock.now();
    ana.begin("T1").vote("T1", "5");
    ben.vote("T1", "?");
    cid.vote("T1", "8");
    ana.reveal("T1").does("SET_ESTIMATE", { ticket_id: "T1", estimate: "8" }).begin("T2");
    ben.vote("T2", "13");
    ana.does("END_SESSION");
    for (const member of [ana, ben]) {
      assertEquals(member.ended, { close: "session_over", message: null });
      assertEquals(member.received().at(-1), "SESSION_ENDED ended_by_admin");
    }
    assertEquals([cid.received().at(-1), cid.ended?.close], ["text room T1", "session_over"]);
    const { data } = JSON.parse(ben.frames.at(-1) ?? "");
    const { participants, created_at, ...results } = data.results;
    assertEquals(participants.map((one: { name: string }) => one.name), ["ana", "ben", "cid"]);
    assertEquals(
      created_at,
      ana.room === null ? 0 : JSON.parse(ana.frames[0] ?? "").data.room.created_at,
    );
    assertEquals(results, {
      room_id: ana.roomId,
      ended_at: clock.now(),
      ballots: [{
        ticket_id: "T1",
        attempt: 1,
        opened_at: openedAt,
        revealed_at: clock.now(),
        votes: [
          { member_id: ana.memberId, name: "ana", card: "5" },
          { member_id: ben.memberId, name: "ben", card: "?" },
          { member_id: participants[2].member_id, name: "cid", card: "8" },
        ],
        summary: {
          counts: [{ card: "5", count: 1 }, { card: "8", count: 1 }],
          counted_apart: [{ card: "?", count: 1 }],
          mean: 6.5,
          median: 6.5,
          min: 5,
          max: 8,
          consensus: false,
          suggestion: "8",
        },
        estimate: "8",
      }],
    });
    table.pass(1_000);
    assertEquals([table.openRooms, ben.frames.at(-1)?.includes("SESSION_ENDED")], [0, true]);
  }
});

Deno.test("[R17] an idle room ends for v2 members, those who are away too", () => {
  using table = new MixedCluster({ workers: 2, room_idle_ms: 60_000, admin_grace_ms: 100_000 });
  const [ana, ben] = table.v2Room(["ana", "ben"]);
  ana.drop();
  table.pass(62_000);
  assertEquals([ben.received().at(-1), ben.ended?.close], ["SESSION_ENDED idle", "session_over"]);
  assertEquals(table.resume(ana).refusal?.guess, false);
});

Deno.test("[S6] a frozen store answers no command, sends no state, takes nobody away or back", () => {
  for (const workers of WORKERS) {
    using table = new MixedCluster({ workers });
    const { ana, ben, cid } = table.mixedRoom();
    ana.begin("T1");
    ben.vote("T1", "8");
    ana.vote("T1", "5"); // shown in the next state, which never comes
    for (const member of [ana, ben, cid]) member.received();
    for (const store of table.stores) store.freeze();
    const id = ana.sends("REVEAL_VOTES", { ticket_id: "T1", force: true });
    ben.drop();
    const again = table.resume(ben, { on: workers - 1 });
    assertEquals([again.refusal?.close, again.refusal?.guess], ["restarting", false]);
    assertEquals(table.joinV2("dan", ana.roomId).refusal?.close, "restarting");
    assertEquals(table.createV2("eve").refusal?.close, "restarting");
    table.pass(500_000);
    assertEquals([ana.received(), ben.received(), cid.received(), ana.reply(id)], [
      [],
      [],
      [],
      null,
    ]);
    assertEquals([ana.state, cid.state, table.clock.pending], ["seated", "seated", 0]);

    for (const store of table.stores) store.endAll("server_stopping");
    table.settle();
    assertEquals([ana.received(), ana.ended?.close], [
      ["SESSION_ENDED server_stopping"],
      "session_over",
    ]);
    assertEquals([cid.received(), cid.ended?.close], [["text room"], "session_over"]);
    // the open ballot is in no results
    assertEquals(JSON.parse(ana.frames.at(-1) ?? "").data.results.ballots, []);
    assertEquals([table.openRooms, table.clock.pending], [0, 0]);
  }
});

Deno.test("[S5] a worker is lost: its v2 members are away and come back elsewhere, its v1 members leave", () => {
  using table = new MixedCluster({ workers: 4 });
  const ana = table.createV2("ana", { capacity: 5 });
  const ben = table.joinV2("ben", ana.roomId, { on: 1 });
  const cid = table.arrive("cid", ana.roomId, { on: 1 });
  const dan = table.joinV2("dan", ana.roomId, { on: 2 });
  ana.begin("T1");
  ben.vote("T1", "8");
  cid.vote("T1", "5");
  table.pass(100);
  table.lose(1);
  ben.state = "gone";
  cid.state = "gone";
  table.pass(100);
  assertEquals(
    dan.room?.members.map(({ name, presence, voted }) => `${name} ${presence} ${voted}`),
    [
      "ana online false",
      "ben away true",
      "dan online false",
    ],
  );
  const again = table.resume(ben, { on: 3 });
  assertEquals([again.state, again.you?.vote], ["seated", "8"]);
  table.pass(100);
  assertEquals(ana.room, again.room);
  assertEquals(table.log.of("member_left").length, 1);
});

Deno.test("[S5, R14] a worker is lost with the v2 admin on it: the room waits, as for any drop", () => {
  using table = new MixedCluster({ workers: 2 });
  const [ana, ben] = table.v2Room(["ana", "ben"]);
  ana.does("HAND_OVER", { member_id: ben.memberId });
  table.lose(1);
  ben.state = "gone";
  table.pass(29_000);
  assertEquals(ana.state, "seated");
  table.pass(2_000);
  assertEquals(ana.ended?.close, "session_over");
});

Deno.test("[S5] a worker's next incarnation counts connections from 1 again: nobody gets another's frames", () => {
  using table = new MixedCluster({ workers: 2 });
  const [ana] = table.v2Room(["ana"], { capacity: 9 });
  const lost = table.joinV2("ben", ana.roomId, { on: 1 });
  table.held = true;
  table.sent.splice(0);
  table.lose(1);
  lost.state = "gone";
  ana.begin("T1");
  table.clock.advance(1_000);
  assertEquals(table.sent.filter(({ to }) => to === 1), []);
});

Deno.test("[S5] a home is lost: v2 members elsewhere are closed with 1012, those who are coming back too", () => {
  using table = new MixedCluster({ workers: 4 });
  const [ana, ben, cid] = table.v2Room(["ana", "ben", "cid"]);
  cid.drop();
  table.held = true;
  const again = table.resume(cid, { on: 3 });
  table.lose(0);
  table.held = false;
  ana.state = "gone";
  for (const member of [ben, again]) {
    assertEquals([member.state, member.ended?.close], ["closed", "restarting"]);
  }
  assertEquals(table.createV2("ben", { on: 1 }).state, "seated");
});

Deno.test("[S5, S6] a store that is closed leaves no timer: no state, no sweep", () => {
  const table = new MixedCluster({ workers: 2 });
  const [ana, ben] = table.v2Room(["ana", "ben"]);
  ana.begin("T1");
  ben.vote("T1", "5");
  ben.received();
  table.store(0).close();
  assertEquals(table.clock.pending, 1, "the sweep of the other worker");
  table.pass(1_000);
  assertEquals([ben.received(), table.openRooms], [[], 0]);
  table[Symbol.dispose]();
});
