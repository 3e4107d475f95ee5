// Away and back: what is kept for a v2 member whose connection drops, for how long, and who may claim it.
import { assert, assertEquals } from "@std/assert";
import { HOUR_MS } from "./store_story.ts";
import type { V2Member } from "./v2_member.ts";
import { MixedCluster } from "./v2_story.ts";

const WORKERS = [1, 2, 4];

/** Rooms are looked over once a second. */
const SWEEP_MS = 1_000;

/** How the others see a member: `ben voter away voted`. */
function seen(by: V2Member, whom: V2Member): string | undefined {
  return by.room?.members.filter(({ member_id }) => member_id === whom.memberId)
    .map(({ name, role, presence, voted }) => `${name} ${role} ${presence} ${voted}`)[0];
}

Deno.test("[P2.7] a voter that drops in mid-ballot is away, and back on another worker with everything it had", () => {
  for (const workers of WORKERS) {
    using table = new MixedCluster({ workers });
    const [ana, ben] = table.v2Room(["ana", "ben", "cid"]);
    ana.begin("T1");
    ben.vote("T1", "8").drop();
    table.pass(100);
    assertEquals(seen(ana, ben), "ben voter away true");
    const again = table.resume(ben, { on: workers - 1 });
    assertEquals([again.state, again.received()], ["seated", ["WELCOME"]]);
    const { memberId: member_id, resumeToken: resume_token } = ben;
    assertEquals(again.you, { member_id, resume_token, vote: "8" });
    assertEquals(seen(again, ben), "ben voter online true");
    table.pass(100);
    assertEquals(seen(ana, ben), "ben voter online true");
    assertEquals(ana.room, again.room);
    // and it goes on as if nothing had been: the vote is replaced, not counted twice
    again.vote("T1", "5");
    ana.vote("T1", "5").does("REVEAL_VOTES", { ticket_id: "T1", force: true });
    table.pass(100);
    assertEquals(ana.ballot["votes"], [
      { member_id: ben.memberId, name: "ben", card: "5" },
      { member_id: ana.memberId, name: "ana", card: "5" },
    ]);
  }
});

Deno.test("[P2.7] who is gone before WELCOME could be sent has no token to come back with: it has left", () => {
  for (const workers of WORKERS) {
    using table = new MixedCluster({ workers });
    const [ana] = table.v2Room(["ana"], { capacity: 2 });
    // from every worker but the home itself, where WELCOME is there at once
    for (let on = 1; on < workers; on++) {
      table.held = true;
      const ben = table.joinV2("ben", ana.roomId, { on }).drop();
      table.held = false;
      table.pass(100);
      assertEquals([ben.state, ben.frames], ["gone", []]);
      assertEquals(ana.room?.members.map(({ name }) => name), ["ana"], `on ${on}`);
      // whoever comes back was welcomed long ago: its connection may fail as early as it likes
      const cid = table.joinV2("cid", ana.roomId, { on }).drop();
      table.held = true;
      const again = table.resume(cid, { on }).drop();
      table.held = false;
      table.pass(100);
      assertEquals([again.frames, seen(ana, cid)], [[], "cid voter away false"]);
      assertEquals(table.resume(cid, { on }).does("LEAVE").ended?.close, "session_over");
    }
  }
});

Deno.test("[P2.2, R7] WELCOME shows a vote only to whose it is, and only while the ballot is open", () => {
  using table = new MixedCluster();
  const [ana, ben] = table.v2Room(["ana", "ben"]);
  const vote = (member: V2Member) => Object.keys(table.resume(member).you ?? {}).includes("vote");
  ana.begin("T1");
  assertEquals([vote(ana), vote(ben)], [false, false]);
  const bens = table.resume(ben).vote("T1", "8");
  assertEquals([vote(ana), table.resume(bens).you?.vote], [false, "8"]);
  // each its own, whoever voted first or last
  const voted = table.resume(ana).vote("T1", "5");
  assertEquals([table.resume(bens).you?.vote, table.resume(voted).you?.vote], ["8", "5"]);
  const anas = table.resume(voted).reveal("T1");
  assertEquals([vote(anas), vote(bens)], [false, false]);
});

Deno.test("[P2.7] after the resume grace the seat is free, and its token is refused, which is no guess", () => {
  for (const workers of WORKERS) {
    using table = new MixedCluster({ workers, resume_grace_ms: 60_000 });
    const [ana, ben] = table.v2Room(["ana", "ben"]);
    ana.begin("T1");
    ben.vote("T1", "8").drop();
    table.pass(60_000 - 1);
    assertEquals(seen(ana, ben), "ben voter away true");
    assertEquals(table.joinV2("cid", ana.roomId).refusal?.close, "room_full");
    table.pass(SWEEP_MS + 100);
    assertEquals(seen(ana, ben), undefined);
    const { refusal } = table.resume(ben, { on: workers - 1 });
    assertEquals([refusal?.close, refusal?.guess], ["resume_refused", false]);
    assertEquals(table.joinV2("cid", ana.roomId, { on: workers - 1 }).state, "seated");
    // [R9] the vote of one who left stays
    ana.vote("T1", "5").does("REVEAL_VOTES", { ticket_id: "T1", force: true });
    table.pass(100);
    assertEquals((ana.ballot["votes"] as unknown[]).length, 2);
  }
});

Deno.test("[P2.7] a resume replaces an older connection, which is closed with 4001 and counts no more", () => {
  for (const workers of WORKERS) {
    using table = new MixedCluster({ workers });
    const [ana, ben] = table.v2Room(["ana", "ben"]);
    ana.begin("T1");
    table.pass(100);
    const tab = table.resume(ben, { on: workers - 1 });
    assertEquals([ben.state, ben.ended?.close], ["closed", "replaced"]);
    assertEquals(tab.received(), ["WELCOME"]);
    const before = ben.frames.length;
    ben.sendsWithoutId("MEMBER_VOTED", { ticket_id: "T1", vote: "8" });
    ben.drop();
    table.pass(100);
    assertEquals([seen(ana, ben), ben.frames.length], ["ben voter online false", before]);
    tab.vote("T1", "5");
    table.pass(100);
    assertEquals(seen(ana, ben), "ben voter online true");
    // nobody was sent that it was away or back: it never was
    const events = ["member_away", "member_back"].flatMap((event) => table.log.of(event));
    assertEquals(events, []);
  }
});

Deno.test("[P2.7] what an old connection sent counts for nothing once the home knows the new one", () => {
  using table = new MixedCluster({ workers: 4 });
  const [ana, ben] = table.v2Room(["ana", "ben"]);
  ana.begin("T1");
  table.pass(100);
  table.held = true;
  const id = ben.sends("MEMBER_VOTED", { ticket_id: "T1", vote: "8" }); // from worker 1
  const tab = table.resume(ben, { on: 2 });
  table.deliver(() => 1); // the resume overtakes the vote
  table.held = false;
  table.settle();
  table.pass(100);
  assertEquals([ben.ended?.close, ben.reply(id)], ["replaced", null]);
  assertEquals([tab.state, tab.you?.vote, seen(ana, ben)], [
    "seated",
    undefined,
    "ben voter online false",
  ]);
});

Deno.test("[P2.7] a drop that is reported after the resume takes nobody away", () => {
  using table = new MixedCluster({ workers: 4 });
  const [ana, ben] = table.v2Room(["ana", "ben"]);
  table.held = true;
  ben.drop();
  const tab = table.resume(ben, { on: 2 });
  table.deliver(() => 1);
  table.held = false;
  table.settle();
  table.pass(200_000);
  assertEquals([tab.state, seen(ana, ben)], ["seated", "ben voter online false"]);
});

Deno.test("[P2.7, W9] tokens that are wrong, foreign, expired or former: 4010 in the same words; only wrong ones are guesses", () => {
  using table = new MixedCluster({ workers: 2, resume_grace_ms: 5_000 });
  const [ana, ben, cid, dan] = table.v2Room(["ana", "ben", "cid", "dan"]);
  const [eve] = table.v2Room(["eve"], { on: 1 });
  cid.drop();
  table.pass(7_000);
  dan.does("LEAVE");
  ana.does("REMOVE_MEMBER", { member_id: ben.memberId });
  const tableOf: [string, string, boolean][] = [
    ["made up", "0123456789abcdef".repeat(2), true],
    ["of another room", eve.resumeToken, true],
    ["one letter off", ana.resumeToken.slice(0, -1) + "0", true],
    ["too short", ana.resumeToken.slice(0, -1), true],
    ["empty", "", true],
    ["expired", cid.resumeToken, false],
    ["of one who left", dan.resumeToken, false],
    ["of one who was removed", ben.resumeToken, false],
  ];
  for (const on of [0, 1]) {
    for (const [what, token, guess] of tableOf) {
      const { refusal, frames } = table.resume(ana, { on, token });
      assertEquals(
        [refusal?.close, refusal?.guess, refusal?.field],
        ["resume_refused", guess, "resume_token"],
        what,
      );
      assertEquals(frames, []);
      assert(token === "" || !refusal?.message.includes(token), "[R7] a token is repeated");
      assertEquals(refusal?.message, table.resume(ana, { token: "x" }).refusal?.message);
    }
  }
  assertEquals([ana.state, eve.state], ["seated", "seated"]);
});

Deno.test("[P2.7, W9] to a room that is gone: 4004, no guess for a day; to one that never was, a guess", () => {
  using table = new MixedCluster({ workers: 2 });
  const [ana, ben] = table.v2Room(["ana", "ben"]);
  ben.drop();
  ana.does("END_SESSION");
  for (const on of [0, 1]) {
    const gone = table.resume(ben, { on }).refusal;
    assertEquals([gone?.close, gone?.guess], ["no_such_room", false]);
    const never = table.resume(ben, { on, room_id: "ZZZZZZZZ" }).refusal;
    assertEquals([never?.close, never?.guess], ["no_such_room", true]);
    assertEquals(gone?.message.replace(ana.roomId, "ZZZZZZZZ"), never?.message);
  }
  table.pass(25 * HOUR_MS);
  assertEquals(table.resume(ben).refusal?.guess, true);
});

Deno.test("[P2.7] a member can't be resumed into two seats: of two at the same instant one stays", () => {
  using table = new MixedCluster({ workers: 4 });
  const [ana, ben] = table.v2Room(["ana", "ben"]);
  ben.drop();
  table.held = true;
  const tabs = [1, 2, 3].map((on) => table.resume(ben, { on }));
  table.held = false;
  table.settle();
  table.pass(100);
  assertEquals(tabs.map(({ state }) => state).sort(), ["closed", "closed", "seated"]);
  const stays = tabs.find(({ state }) => state === "seated");
  assertEquals([stays?.room, seen(ana, ben)], [ana.room, "ben voter online false"]);
});

Deno.test("[W9] a join without a name shows whether there is the room, takes no seat, and counts as any join", () => {
  using table = new MixedCluster({ workers: 2 });
  const [ana, ben] = table.v2Room(["ana", "ben"]); // full
  const { room } = ana;
  for (const on of [0, 1]) {
    const here = table.look(ana.roomId, { on }).refusal;
    assertEquals([here?.close, here?.field, here?.guess], ["bad_request", "name", false]);
    const never = table.look("ZZZZZZZZ", { on }).refusal;
    assertEquals([never?.close, never?.guess], ["no_such_room", true]);
    assertEquals(never?.message, table.joinV2("eve", "ZZZZZZZZ", { on }).refusal?.message);
  }
  table.pass(100);
  assertEquals(ana.room, room); // nobody has noticed
  assertEquals(ben.state, "seated");
  ana.does("END_SESSION");
  const gone = table.look(ana.roomId).refusal;
  assertEquals([gone?.close, gone?.guess], ["no_such_room", false]);
});
