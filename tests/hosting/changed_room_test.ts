// What changes in a room while it is going on, as members of either protocol see it [R11a, R11b, R17b, P2.5a].
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { V1Member } from "./v1_member.ts";
import { MixedCluster } from "./v2_story.ts";

const WORKERS = [1, 2, 4];

/** What a v1 member was sent last in words: the message of an event, or a line. */
function lastWords({ frames }: V1Member): string {
  const last = frames.at(-1) ?? "";
  return last.startsWith("{") ? JSON.parse(last).data.message : last;
}

Deno.test("[R17b, R2] another capacity: a full room takes one more, and none goes below those seated", () => {
  for (const workers of WORKERS) {
    using table = new MixedCluster({ workers });
    const { ana, ben, cid } = table.mixedRoom();
    assertEquals(table.join("dan", ana.roomId, { on: workers - 1 }).refusal?.close, "room_full");
    assertEquals(ben.requests("SET_ROOM", { capacity: 4 }), "not_admin");
    assertEquals(ana.requests("SET_ROOM", { capacity: 2 }), "capacity_too_small");
    assertEquals(ana.requests("SET_ROOM", { capacity: 101 }), "bad_field");
    ana.does("SET_ROOM", { capacity: 4 });
    assertEquals(cid.received(), []);
    const dan = table.arrive("dan", ana.roomId, { on: workers - 1 });
    assertEquals(dan.state, "seated");
    assertEquals(cid.received(), ["ROOM_JOIN_UPDATES dan", "ROOM_CAPACITY_REACHED"]);
    assertEquals(table.join("eve", ana.roomId).refusal?.close, "room_full");
  }
});

Deno.test("[R17b, P1.3] another deck: v1 members are listed the cards that they have before the ask", () => {
  for (const workers of WORKERS) {
    using table = new MixedCluster({ workers });
    const { ana, cid } = table.mixedRoom();
    assertEquals(ana.requests("SET_ROOM", { deck: "XS,S,M,1" }), "not_eligible");
    ana.does("SET_ROOM", { deck: "XS,2,5,S" });
    assertEquals(cid.received(), []);
    ana.begin("T1");
    const [list = "", ask] = cid.frames.slice(-2);
    assertStringIncludes(list, "2, 5");
    assert(!list.includes("13") && !list.startsWith("{"), list);
    assertStringIncludes(ask ?? "", "ASK_FOR_VOTE");
    assertEquals(ana.requests("SET_ROOM", { deck: "fibonacci" }), "ballot_open");
    // a card of the former deck: a line, the cards and the ask again
    cid.received();
    cid.vote("T1", "13");
    assertEquals(cid.received(), ["text", "text", "ASK_FOR_VOTE T1"]);
    cid.vote("T1", "5");
    assertEquals(cid.received(), ["text cid T1"]);
  }
});

Deno.test("[R17b, R15] another name: v1 members are sent it once, and votes are under the new one", () => {
  for (const workers of WORKERS) {
    using table = new MixedCluster({ workers });
    const { ana, ben, cid } = table.mixedRoom();
    table.names.push("Benno");
    ben.does("RENAME", { name: "  Benno\u202e " });
    assertEquals(cid.received(), ["ROOM_JOIN_UPDATES ben Benno"]);
    assertStringIncludes(lastWords(cid), "ben is called Benno now");
    ben.does("RENAME", { name: "Benno" });
    assertEquals(cid.received(), [], "the same name is no news");
    // [W5] never two of one name
    ana.does("RENAME", { name: "CID" });
    assertStringIncludes(lastWords(cid), "ana is called CID (2) now");
    ana.begin("T1");
    ben.vote("T1", "5");
    assertEquals(lastWords(cid), "🗳️ Benno voted for T1");
    table.pass(100);
    assertEquals(ana.room?.members.map(({ name }) => name), ["CID (2)", "Benno", "cid"]);
  }
});

Deno.test("[R11a, P1.5] a ballot that is cancelled while a v1 member is asked: one line for its answer, no second prompt", () => {
  for (const workers of WORKERS) {
    using table = new MixedCluster({ workers });
    const { ana, ben, cid } = table.mixedRoom();
    ana.begin("T1").vote("T1", "8");
    cid.received();
    assertEquals(ben.requests("CANCEL_BALLOT"), "not_admin");
    ana.does("CANCEL_BALLOT");
    assertEquals([cid.received(), cid.prompt], [["text T1"], "MEMBER_VOTED"]);
    cid.vote("T1", "5");
    assertEquals([cid.received(), cid.prompt], [["text T1"], null]);
    // and where the next ballot is open by then: its ask comes after the answer
    ana.begin("T2");
    ana.does("CANCEL_BALLOT").begin("T3");
    assertEquals(cid.received(), ["ASK_FOR_VOTE T2", "text T2"]);
    cid.vote("T2", "5");
    assertEquals(cid.received(), ["text T2", "ASK_FOR_VOTE T3"]);
    table.pass(100);
    assertEquals(ben.room?.members.map(({ voted }) => voted), [false, false, false]);
    assertEquals([ben.room?.results_count, ben.ballot["ticket_id"]], [0, "T3"]);
    const sent = [...ana.frames, ...ben.frames, ...cid.frames].join();
    assert(!sent.includes('"votes"') && !sent.includes("VOTES_REVEALED"), "[R7] sent a card");
  }
});

Deno.test("[P2.5a] a nudge: to those who have not voted, v1 in a line without another prompt, v2 as an event", () => {
  for (const workers of WORKERS) {
    using table = new MixedCluster({ workers });
    const { ana, ben, cid } = table.mixedRoom({ capacity: 4 });
    const wim = table.joinV2("wim", ana.roomId, { role: "observer", on: workers - 1 });
    const dan = table.arrive("dan", ana.roomId, { on: workers - 1 });
    ana.begin("T1").vote("T1", "8");
    dan.vote("T1", "8").received();
    cid.received();
    ana.does("NUDGE");
    assertEquals(dan.received(), []);
    const by = { member_id: ana.memberId, name: "ana" };
    assertEquals(ben.nudges, [{ ticket_id: "T1", by }]);
    assertEquals([cid.received(), cid.prompt], [["text ana T1"], "MEMBER_VOTED"]);
    assertEquals([ana.nudges, wim.nudges], [[], []]);
    assertEquals(ana.requests("NUDGE"), "too_soon");
    table.pass(10_000);
    ben.vote("T1", "5");
    cid.received();
    ana.does("NUDGE");
    assertEquals([ben.nudges.length, cid.received()], [1, ["text ana T1"]]);
    cid.vote("T1", "5");
    assertEquals(cid.received(), ["text cid T1", "VOTING_COMPLETED T1"]);
  }
});

Deno.test("[R11a, R11] a timer that reveals: v1 members get VOTES_REVEALED at its end, if one vote is in", () => {
  for (const workers of WORKERS) {
    using table = new MixedCluster({ workers });
    const { ana, ben, cid } = table.mixedRoom();
    ana.begin("T1").does("START_TIMER", { seconds: 60, reveal: true });
    ben.vote("T1", "8");
    cid.received();
    table.pass(58_000);
    assertEquals(cid.received(), []);
    table.pass(4_000);
    assertEquals(cid.received(), ["VOTES_REVEALED T1", "AWAITING_ADMIN_VOTE_START"]);
    assertStringIncludes(cid.frames.find((frame) => frame.includes("VOTES_REV")) ?? "", '"8"');
    assertEquals([ben.ballot["phase"], ben.room?.timer], ["revealed", null]);
    // its answer to the ask is too late
    cid.vote("T1", "5");
    assertEquals([cid.received(), cid.prompt], [["text T1"], null]);

    ana.begin("T2").does("START_TIMER", { seconds: 60, reveal: true });
    table.pass(62_000);
    assertEquals([cid.received(), ben.ballot["phase"]], [["ASK_FOR_VOTE T2"], "voting"]);
    ana.does("CANCEL_BALLOT").begin("T3").vote("T3", "8").does("START_TIMER", { seconds: 60 });
    table.pass(62_000);
    assertEquals(ben.ballot["phase"], "voting", "a timer that only informs");
  }
});
