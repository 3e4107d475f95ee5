// Rooms of v1 and v2 members: v1 clients notice nothing but words, and nobody's card is shown too soon.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { BALLOT_WAIT_MS } from "../../src/hosting/leaving.ts";
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

Deno.test("[R15, P2.7] away, back and another admin: v1 members get one ROOM_JOIN_UPDATES each, and nothing else", () => {
  for (const workers of WORKERS) {
    using table = new MixedCluster({ workers });
    const { ana, ben, cid } = table.mixedRoom({ on_admin_leave: "promote" });
    const receives = (...news: string[]) => {
      table.pass(100);
      assertEquals(cid.received(), news);
    };
    ben.drop();
    receives("ROOM_JOIN_UPDATES ben");
    const bens = table.resume(ben, { on: workers - 1 });
    receives("ROOM_JOIN_UPDATES ben");
    const tab = table.resume(bens); // replaced: it was never away
    receives();
    ana.does("HAND_OVER", { member_id: tab.memberId });
    receives("ROOM_JOIN_UPDATES ben");
    tab.drop();
    receives("ROOM_JOIN_UPDATES ben");
    table.pass(31_000);
    receives("ROOM_JOIN_UPDATES ana"); // promoted
    table.pass(120_000);
    receives("ROOM_JOIN_UPDATES ben"); // left
    assertEquals(cid.frames.filter((frame) => frame.includes("admin now")).length, 2);
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

Deno.test("[P1.5] a restart while a v1 member is asked: its answer is too late, one line, then the new ask", () => {
  for (const workers of WORKERS) {
    using table = new MixedCluster({ workers });
    const { ana, ben, cid } = table.mixedRoom();
    ana.begin("T1");
    assertEquals(cid.received(), ["ASK_FOR_VOTE T1"]);
    ana.does("RESTART_VOTING");
    // the old ask is on its screen still: a second one must wait for its answer
    assertEquals([cid.received(), cid.prompt], [["text T1"], "MEMBER_VOTED"]);
    cid.vote("T1", "5");
    assertEquals(cid.received(), ["text T1", "ASK_FOR_VOTE T1"]);
    table.pass(100);
    const cids = () => ana.room?.members.find(({ name }) => name === "cid");
    assertEquals(cids()?.voted, false);
    cid.vote("T1", "8");
    assertEquals(cid.received(), ["text cid T1"]);
    table.pass(100);
    assertEquals([cids()?.voted, ana.ballot["attempt"], ben.ballot["phase"]], [true, 2, "voting"]);
  }
});

Deno.test("[P1.5, R12] a restart after a v1 member's vote: asked again, and its first vote is forgotten", () => {
  using table = new MixedCluster({ workers: 2 });
  const { ana, ben, cid } = table.mixedRoom();
  ana.begin("T1");
  cid.vote("T1", "5").received();
  ana.does("RESTART_VOTING");
  assertEquals(cid.received(), ["text T1", "ASK_FOR_VOTE T1"]);
  cid.vote("T1", "13");
  for (const member of [ana, ben]) member.vote("T1", "8");
  ana.reveal("T1").does("RESTART_VOTING");
  cid.received();
  assert(cid.frames.some((frame) => frame.includes('"Value":"13"')));
  assert(!cid.frames.some((frame) => frame.includes('"Value":"5"')), "[R7] an attempt restarted");
  assertEquals(cid.prompt, "MEMBER_VOTED");
});

Deno.test("[P1.5] a forced reveal while a v1 member is asked: its answer counts for nothing", () => {
  using table = new MixedCluster({ workers: 2 });
  const { ana, cid } = table.mixedRoom();
  ana.begin("T1").vote("T1", "5").does("REVEAL_VOTES", { ticket_id: "T1", force: true });
  assertEquals(cid.received().slice(1), [
    "text ana T1",
    "VOTES_REVEALED T1",
    "AWAITING_ADMIN_VOTE_START",
  ]);
  cid.vote("T1", "8");
  assertEquals([cid.received(), cid.prompt], [["text T1"], null]);
  ana.begin("T2");
  assertEquals(cid.received(), ["ASK_FOR_VOTE T2"]);
});

Deno.test("[R8, P2.7] a v2 voter that is away holds a v1 admin's reveal up for 10 s, then it is prompted", () => {
  using table = new MixedCluster({ workers: 2 });
  const cid = table.create("cid", { capacity: 2 }).announce();
  const ben = table.joinV2("ben", cid.roomId, { on: 1 });
  cid.begin("T1").vote("T1", "5");
  ben.drop();
  cid.received();
  assertEquals(BALLOT_WAIT_MS, 10_000);
  table.pass(BALLOT_WAIT_MS - 1);
  assertEquals(cid.received(), []);
  table.pass(1_100);
  assertEquals(cid.received(), ["VOTING_COMPLETED T1", "REVEAL_VOTES_PROMPT T1"]);
  // back while it is asked: the reveal is refused, in a line
  const again = table.resume(ben);
  assertEquals(cid.received(), ["ROOM_JOIN_UPDATES ben"]);
  cid.reveal("T1");
  assertEquals([cid.received(), cid.prompt], [["text T1"], null]);
  again.vote("T1", "8");
  assertEquals(cid.received().slice(-1), ["REVEAL_VOTES_PROMPT T1"]);
});

Deno.test("[P1.3] a deck with too few cards of a v1 client refuses it, and takes v2 members", () => {
  using table = new MixedCluster({ workers: 2 });
  const deck = { name: "t_shirt", cards: ["XS", "S", "M", "L", "1"] };
  const ana = table.createV2("ana", { deck });
  const cid = table.join("cid", ana.roomId, { on: 1 });
  assertEquals([cid.refusal?.close, cid.refusal?.field], ["bad_request", "room_id"]);
  assertStringIncludes(cid.refusal?.message ?? "", "room_id");
  assertEquals(table.joinV2("ben", ana.roomId, { on: 1 }).state, "seated");
});

Deno.test("[P1.1] a v1 member is not sent to wait for a reveal that has come by itself", () => {
  using table = new MixedCluster();
  const { ana, ben, cid } = table.mixedRoom();
  ana.does("SET_SETTINGS", { auto_reveal: true }).begin("T1").vote("T1", "5");
  ben.vote("T1", "5");
  cid.vote("T1", "5");
  const completed = cid.frames.filter((frame) => frame.includes("VOTING_COMPLETED"));
  assertEquals(completed.map((frame) => JSON.parse(frame).data.message), [
    "✅ Everybody has voted on T1.",
  ]);
});

Deno.test("[P1.3] a v1 member whose card is not in the deck is sent those it can play, and no others", () => {
  using table = new MixedCluster();
  const deck = { name: "custom", cards: ["1", "2", "4", "8"] };
  const ana = table.createV2("ana", { capacity: 2, deck });
  const cid = table.arrive("cid", ana.roomId);
  ana.begin("T1");
  const before = cid.frames.length;
  cid.vote("T1", "5");
  assertEquals(cid.frames.slice(before), [
    "This room's deck has no such card.",
    "🃏 The cards of this room: 1, 2, 8",
    '{"type":"ASK_FOR_VOTE","data":{"ticket_id":"T1"}}',
  ]);
});
