// A v2 admin goes: by accident or on purpose, for a moment or for good; and who is admin then [R14].
import { assert, assertEquals } from "@std/assert";
import type { V2Member } from "./v2_member.ts";
import { MixedCluster } from "./v2_story.ts";

const WORKERS = [1, 2, 4];
const GRACE_MS = 30_000;

/** Rooms are looked over once a second. */
const SWEEP_MS = 1_000;

function adminSeenBy(by: V2Member): string | undefined {
  return by.room?.members.find(({ member_id }) => member_id === by.room?.admin_id)?.name;
}

Deno.test("[R14, P2.8] it doesn't come back: the room closes, results and all", () => {
  for (const workers of WORKERS) {
    using table = new MixedCluster({ workers });
    const { ana, ben, cid } = table.mixedRoom();
    ana.begin("T1").vote("T1", "5").does("REVEAL_VOTES", { ticket_id: "T1", force: true });
    table.pass(1_000);
    ana.drop();
    table.pass(1_000);
    for (const member of [ben, cid]) member.received();
    table.pass(GRACE_MS - 1_001);
    assertEquals([ben.state, cid.state], ["seated", "seated"]);
    table.pass(SWEEP_MS + 1);
    assertEquals([ben.received().at(-1), ben.ended], ["SESSION_ENDED admin_left", {
      close: "session_over",
      message: null,
    }]);
    assertEquals([cid.received().at(-1), cid.ended?.close], ["text room T1", "session_over"]);
    assertEquals(table.resume(ana).refusal?.close, "no_such_room");
    assertEquals(table.openRooms, 0);
  }
});

Deno.test("[R14] LEAVE skips the wait: OK, then the room closes or is handed on", () => {
  for (const workers of WORKERS) {
    using table = new MixedCluster({ workers });
    const [ana, ben] = table.v2Room(["ana", "ben"]);
    for (const member of [ana, ben]) member.received();
    ana.sendsWithoutId("LEAVE");
    assertEquals([ana.received(), ana.ended?.close], [
      ["SESSION_ENDED admin_left"],
      "session_over",
    ]);
    assertEquals([ben.received(), ben.ended?.close], [
      ["SESSION_ENDED admin_left"],
      "session_over",
    ]);

    const [eve, fay, gus] = table.v2Room(["eve", "fay", "gus"], { on_admin_leave: "promote" });
    for (const member of [eve, fay, gus]) member.received();
    eve.does("LEAVE");
    table.pass(100);
    assertEquals([eve.received(), eve.ended?.close], [["OK"], "session_over"]);
    assertEquals([fay.received(), adminSeenBy(fay), fay.room?.members.length], [
      ["ROOM_STATE"],
      "fay",
      2,
    ]);
    assertEquals(adminSeenBy(gus), "fay");
    const { refusal } = table.resume(eve);
    assertEquals([refusal?.close, refusal?.guess], ["resume_refused", false]);
  }
});

Deno.test("[P2.5] LEAVE of a member: OK, 1000, its seat is free at once, and the ballot goes on without it", () => {
  using table = new MixedCluster({ workers: 2 });
  const [ana, ben] = table.v2Room(["ana", "ben"]);
  ana.begin("T1").vote("T1", "5");
  ben.received();
  assertEquals([ben.requests("LEAVE"), ben.received().at(-1), ben.ended?.close], [
    "OK",
    "OK",
    "session_over",
  ]);
  table.pass(100);
  assertEquals([ana.ballot["phase"], ana.room?.members.length], ["complete", 1]);
  assertEquals(table.joinV2("cid", ana.roomId).state, "seated");
  ben.drop();
  table.pass(1_000);
  assertEquals(table.log.of("member_away"), []);
});

Deno.test("[P2.5, W7] a removed member is closed with 4003 and can't come back by its token; its vote goes", () => {
  for (const workers of WORKERS) {
    using table = new MixedCluster({ workers });
    const { ana, ben, cid } = table.mixedRoom();
    ana.begin("T1");
    ben.vote("T1", "8");
    ana.does("REMOVE_MEMBER", { member_id: ben.memberId });
    assertEquals([ben.state, ben.ended?.close], ["closed", "removed"]);
    assertEquals(table.resume(ben).refusal?.close, "resume_refused");
    assertEquals(cid.received().at(-1), "ROOM_JOIN_UPDATES ben");
    const cids = ana.room?.members.find(({ name }) => name === "cid")?.member_id;
    ana.vote("T1", "5").does("REMOVE_MEMBER", { member_id: cids });
    assertEquals([cid.state, cid.ended?.close], ["closed", "removed"]);
    assert((cid.ended?.message ?? "") !== "", "v1 gets a line");
    table.pass(100);
    assertEquals([ana.room?.members.length, ana.ballot["phase"]], [1, "complete"]);
    ana.reveal("T1");
    table.pass(100);
    assertEquals((ana.ballot["votes"] as unknown[]).length, 1);
  }
});
