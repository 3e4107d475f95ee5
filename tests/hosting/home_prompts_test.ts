// Ballots through the home, as people at v1 clients live through them. That nobody ever has two prompts
// on the screen is checked at each frame, in v1_member.ts [P1.5].
import { assertEquals } from "@std/assert";
import { Cluster } from "./store_story.ts";

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

Deno.test("[R10, P1.5] somebody joins while the admin is asked to reveal", () => {
  using table = new Cluster({ workers: 2 });
  const [ana, ben] = table.room(["ana", "ben"], { capacity: 3 });
  ana.begin("T1").vote("T1", "3").received();
  ben.vote("T1", "3");
  assertEquals(ana.received().at(-1), "REVEAL_VOTES_PROMPT T1");
  const cid = table.arrive("cid", ana.roomId, { on: 1 });
  assertEquals(cid.received().slice(-2), ["ROOM_CAPACITY_REACHED", "ASK_FOR_VOTE T1"]);
  assertEquals(ana.received(), ["ROOM_JOIN_UPDATES cid", "ROOM_CAPACITY_REACHED"]);
  // the answer comes when it no longer fits: a line, and no prompt, since the state calls for none
  ana.reveal("T1");
  assertEquals([ana.received(), ana.prompt], [["text T1"], null]);
  cid.vote("T1", "5");
  assertEquals(ana.received(), ["text cid T1", "VOTING_COMPLETED T1", "REVEAL_VOTES_PROMPT T1"]);
  ana.reveal("T1");
  assertEquals(ana.received(), ["VOTES_REVEALED T1", "BEGIN_VOTING_PROMPT"]);
});

Deno.test("[R8, P1.5] complete again while the admin is still asked to reveal: announced, and not asked twice", () => {
  using table = new Cluster();
  const [ana, ben] = table.room(["ana", "ben"], { capacity: 3 });
  ana.begin("T1").vote("T1", "3");
  ben.vote("T1", "3");
  ana.received();
  const cid = table.arrive("cid", ana.roomId);
  cid.vote("T1", "5");
  assertEquals(ana.received().slice(-2), ["text cid T1", "VOTING_COMPLETED T1"]);
  const dan = cid.drop() && table.arrive("dan", ana.roomId);
  ana.received();
  dan.drop();
  assertEquals(ana.received(), ["ROOM_JOIN_UPDATES dan", "VOTING_COMPLETED T1"]);
  ana.reveal("T1");
  assertEquals(ana.received(), ["VOTES_REVEALED T1", "BEGIN_VOTING_PROMPT"]);
});

Deno.test("[R4, P1.5] somebody leaves and the room fills again while the admin is asked to begin", () => {
  using table = new Cluster({ workers: 2 });
  const [ana, ben] = table.room(["ana", "ben"]);
  ana.received();
  ben.drop();
  assertEquals(ana.received(), ["ROOM_JOIN_UPDATES ben"]);
  const cid = table.arrive("cid", ana.roomId, { on: 1 });
  assertEquals(cid.received().at(-1), "ROOM_CAPACITY_REACHED");
  assertEquals(ana.received(), ["ROOM_JOIN_UPDATES cid", "ROOM_CAPACITY_REACHED"]);
  ana.begin("T1");
  assertEquals([ana.received(), cid.received()], [["ASK_FOR_VOTE T1"], ["ASK_FOR_VOTE T1"]]);
});

Deno.test("[R5, P1.5] a ticket that can't stand: a line, and asked again", () => {
  using table = new Cluster();
  const [ana] = table.room(["ana"]);
  ana.received();
  for (const ticket of ["", " \t ", "\u001b[2J", "x".repeat(65)]) {
    ana.begin(ticket);
    assertEquals(ana.received(), ["text", "BEGIN_VOTING_PROMPT"]);
  }
  ana.begin(` ${"T1".padEnd(64, "x")} `);
  assertEquals(ana.prompt, "MEMBER_VOTED");
});

Deno.test("[R6, P1.5] a card that is none: a line, and asked again", () => {
  using table = new Cluster();
  const [ana, ben] = table.room(["ana", "ben"]);
  ana.begin("T1");
  for (const member of [ana, ben]) {
    member.received();
    for (const card of ["4", "", "?", "five", "1e0"]) {
      member.vote("T1", card);
      assertEquals(member.received(), ["text", "ASK_FOR_VOTE T1"]);
    }
  }
  assertEquals(ana.received(), []);
});

Deno.test("[P1.5] a vote on an earlier ticket answers the ask: a line, and asked for this one", () => {
  using table = new Cluster();
  const [ana, ben] = table.room(["ana", "ben"]);
  ana.begin("T1").vote("T1", "3");
  ben.vote("T1", "5");
  ana.reveal("T1");
  ben.received();
  // revealed: one line, and nothing to answer
  ben.vote("T1", "8");
  assertEquals([ben.received(), ben.prompt], [["text T1"], null]);
  ana.begin("T2").received();
  ben.received();
  ben.vote("T1", "8");
  assertEquals(ben.received(), ["text T2 T1", "ASK_FOR_VOTE T2"]);
  assertEquals(ana.received(), []);
  ben.vote("T2", "8");
  assertEquals(ana.received(), ["text ben T2"]);
});

Deno.test("[R5, R6] what a member may not do is refused to it alone, and it stays", () => {
  using table = new Cluster({ workers: 2 });
  const [ana, ben] = table.room(["ana", "ben"]);
  const refused = (attempt: () => unknown, mentioned = "text") => {
    ana.received();
    ben.received();
    attempt();
    assertEquals([ana.received(), ben.received(), ben.state], [[], [mentioned], "seated"]);
  };
  refused(() => ben.begin("T1"));
  refused(() => ben.vote("T1", "5"));
  refused(() => ben.reveal("T1"));
  ana.begin("T1");
  refused(() => ben.begin("T2"));
  refused(() => ben.reveal("T1"));
  // its ask is still unanswered: the member harness would have failed on a second one
  assertEquals(ben.prompt, "MEMBER_VOTED");
  ben.vote("T1", "5");
  ana.vote("T1", "5").reveal("T1");
  refused(() => ben.vote("T1", "8"), "text T1");
});

Deno.test("[R5] with a ballot open the admin can't begin another, nor reveal before it is complete", () => {
  using table = new Cluster();
  const [ana, ben] = table.room(["ana", "ben"]);
  ana.begin("T1").received();
  ben.received();
  ana.begin("T2");
  assertEquals(ana.received(), ["text T1"]);
  ana.vote("T1", "5").received();
  ana.reveal("T1");
  assertEquals(ana.received(), ["text T1"]);
  ben.received();
  assertEquals(ben.vote("T1", "5").received(), ["text ben T1", "VOTING_COMPLETED T1"]);
  // the reveal prompt's answer names another ticket
  ana.received();
  assertEquals(ana.reveal("T7").received(), ["text T1 T7", "REVEAL_VOTES_PROMPT T1"]);
});
