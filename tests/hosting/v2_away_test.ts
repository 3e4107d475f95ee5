// Away and back: what is kept for a v2 member whose connection drops, for how long, and who may claim it.
import { assert, assertEquals } from "@std/assert";
import type { V2Member } from "./v2_member.ts";
import { MixedCluster } from "./v2_story.ts";

const WORKERS = [1, 2, 4];

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
