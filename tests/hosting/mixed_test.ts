// Rooms of v1 and v2 members: v1 clients notice nothing but words, and nobody's card is shown too soon.
import { assertEquals } from "@std/assert";
import { MixedCluster } from "./v2_story.ts";

const WORKERS = [1, 2, 4];

Deno.test("[W3, P1] a ballot with a v2 admin: v1 members get the frames they always got", () => {
  for (const workers of WORKERS) {
    using table = new MixedCluster({ workers });
    const ana = table.createV2("ana", { capacity: 3 });
    const cid = table.arrive("cid", ana.roomId, { on: workers - 1 });
    assertEquals(cid.received(), [
      "ROOM_JOIN_UPDATES room",
      "ROOM_JOIN_UPDATES ana",
      "ROOM_JOIN_UPDATES cid",
    ]);
    const ben = table.joinV2("ben", ana.roomId, { on: workers - 1 });
    assertEquals(cid.received(), ["ROOM_JOIN_UPDATES ben", "ROOM_CAPACITY_REACHED"]);
    ana.begin("T1");
    assertEquals(cid.received(), ["ASK_FOR_VOTE T1"]);
    ben.vote("T1", "?");
    ana.vote("T1", "8");
    assertEquals(cid.received(), ["text ben T1", "text ana T1"]);
    cid.vote("T1", "5");
    assertEquals(cid.received(), ["text cid T1", "VOTING_COMPLETED T1"]);
    ana.reveal("T1");
    assertEquals(cid.received(), ["VOTES_REVEALED T1", "AWAITING_ADMIN_VOTE_START"]);
    table.pass(100);
    assertEquals((ana.ballot["votes"] as unknown[]).length, 3);
  }
});

Deno.test("[W3, P1] a ballot with a v1 admin: it is prompted as ever, whatever the others speak", () => {
  for (const workers of WORKERS) {
    using table = new MixedCluster({ workers });
    const cid = table.create("cid", { capacity: 2 }).announce();
    cid.received();
    const ben = table.joinV2("ben", cid.roomId, { on: workers - 1 });
    assertEquals(cid.received(), [
      "ROOM_JOIN_UPDATES ben",
      "ROOM_CAPACITY_REACHED",
      "BEGIN_VOTING_PROMPT",
    ]);
    cid.begin("T1").vote("T1", "5");
    ben.vote("T1", "8");
    assertEquals(cid.received().slice(-3), [
      "text ben T1",
      "VOTING_COMPLETED T1",
      "REVEAL_VOTES_PROMPT T1",
    ]);
    cid.reveal("T1");
    assertEquals(cid.received(), ["VOTES_REVEALED T1", "BEGIN_VOTING_PROMPT"]);
    // a v1 admin's going ends the room at once [R14]
    ben.received();
    cid.drop();
    assertEquals([ben.received().at(-1), ben.ended?.close], [
      "SESSION_ENDED admin_left",
      "session_over",
    ]);
  }
});

Deno.test("[P1] what v1 clients know nothing of is not sent to them: queue, settings, timer, estimate, results", () => {
  using table = new MixedCluster({ workers: 4 });
  const { ana, ben, cid } = table.mixedRoom();
  ana.does("QUEUE_TICKETS", { tickets: [{ ticket_id: "T2" }] })
    .does("SET_SETTINGS", { on_admin_leave: "promote" })
    .does("START_TIMER", { seconds: 60 }).does("STOP_TIMER");
  ben.does("GET_RESULTS");
  table.pass(1_000);
  assertEquals(cid.received(), []);
  ana.begin("T1").vote("T1", "5").does("REVEAL_VOTES", { ticket_id: "T1", force: true });
  cid.received();
  ana.does("SET_ESTIMATE", { ticket_id: "T1", estimate: "8" });
  table.pass(1_000);
  assertEquals(cid.received(), []);
});
