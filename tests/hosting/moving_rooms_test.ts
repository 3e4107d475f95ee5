// [C4, C10, C13, C19, C20, C21] Rooms that come to a worker and leave it, with the people in them.
import { assert, assertEquals } from "@std/assert";
import { type Asked, MovingRooms } from "./moving_story.ts";
import type { V2Member } from "./v2_member.ts";

/** How the others see a member. */
function presence(by: V2Member, { memberId }: V2Member): string | undefined {
  return by.room?.members.find(({ member_id }) => member_id === memberId)?.presence;
}

Deno.test("[C10, C19] a room that moves: its members stay connected, and go on where it is now", () => {
  using table = new MovingRooms();
  const { ana, ben, cid } = table.mixedRoom();
  ana.begin("T1");
  ben.vote("T1", "8");
  table.pass(100);
  cid.received();
  const version = ana.room?.version ?? 0;
  table.move(ana.roomId, 0, 1);
  assertEquals([table.store(0).roomCount, table.store(1).roomCount, table.openRooms], [0, 1, 1]);
  table.pass(100);
  assertEquals([ana, ben, cid].map(({ state }) => state), ["seated", "seated", "seated"]);
  assertEquals(ben.room?.members.map(({ name, presence, voted }) => [name, presence, voted]), [
    ["ana", "online", false],
    ["ben", "online", true],
    ["cid", "online", false],
  ]);
  assert(ana.room !== null && ana.room.version > version);
  assertEquals([cid.received(), cid.prompt], [[], "MEMBER_VOTED"], "it was asked before");
  cid.vote("T1", "5");
  ana.vote("T1", "8").reveal("T1");
  table.pass(100);
  assertEquals(ben.ballot["phase"], "revealed");
  assertEquals(cid.received().at(-1), "AWAITING_ADMIN_VOTE_START");
});

Deno.test("[C20] nobody is gone from a room that stood still: all may come back for as long as after a restart", () => {
  using table = new MovingRooms();
  const [ana, ben, cid] = table.v2Room(["ana", "ben", "cid"]);
  ana.begin("T1");
  ben.vote("T1", "8");
  table.pass(100);
  table.outbox(0).isStill = true;
  for (const member of [ana, ben, cid]) member.drop();
  table.pass(600_000);
  table.outbox(0).isStill = false;
  table.pass(110_000); // longer than a room waits for its admin, and shorter than the resume grace
  const again = table.resume(ana);
  assertEquals(again.room?.members.map(({ name, presence, voted }) => [name, presence, voted]), [
    ["ana", "online", false],
    ["ben", "away", true],
    ["cid", "away", false],
  ]);
  table.pass(12_000);
  assertEquals(again.room?.members.map(({ name }) => name), ["ana"], "the others' grace is over");
});

Deno.test("[C19, R14] a v1 admin keeps its room; one that does not come with it takes the room along", () => {
  for (const stays of [true, false]) {
    using table = new MovingRooms();
    const [ana, ben] = table.room(["ana", "ben"]);
    const saved = table.leave(ana.roomId, 0);
    if (!stays) ana.drop();
    table.adopt(saved, 1);
    table.homeIs(1);
    table.pass(7_000);
    assertEquals(ben.state, stays ? "seated" : "closed");
    assertEquals(table.openRooms, stays ? 1 : 0);
    if (!stays) continue;
    ana.begin("T1").vote("T1", "3");
    ben.vote("T1", "3");
    assertEquals(ana.prompt, "REVEAL_VOTES");
  }
});

Deno.test("[C19, P1.5] an answer that no home took is asked for again, one that was taken is not", () => {
  for (const isTaken of [true, false]) {
    using table = new MovingRooms();
    const [ana, ben] = table.room(["ana", "ben"]);
    ana.begin("T1");
    ben.received();
    const before = table.kept(ana.roomId, 0);
    ben.vote("T1", "8");
    const after = table.kept(ana.roomId, 0);
    table.homeIs(null);
    table.store(0).release(() => true);
    table.adopt(isTaken ? after : before, 1);
    table.homeIs(1);
    table.pass(200);
    assertEquals(ben.prompt, isTaken ? null : "MEMBER_VOTED");
    const isIn = ben.received().filter((line) => line === "text ben T1");
    assertEquals(isIn.length, isTaken ? 2 : 1, "the line may have been lost");
  }
});

Deno.test("[C19, P1.3a] a terminal that comes back by name, from where it was, need not wait for its old seat", () => {
  using table = new MovingRooms();
  const [ana, ben] = table.room(["ana", "ben"]);
  const saved = table.leave(ana.roomId, 0);
  ben.drop();
  table.adopt(saved, 1);
  table.homeIs(1);
  table.slot = 1;
  assertEquals(table.join("ben", ana.roomId).refusal?.close, "room_full");
  table.slot = 0;
  table.arrive("ben", ana.roomId);
  ana.received();
  ana.begin("T1");
  table.pass(10_000);
  assertEquals([ana.prompt, ana.received()], ["MEMBER_VOTED", ["ASK_FOR_VOTE T1"]]);
});

Deno.test("[C19, P1.3a, R14] the admin's seat goes to no namesake while its connection is not attached yet", () => {
  using table = new MovingRooms();
  const [ana] = table.room(["ana", "ben"], { capacity: 3 });
  table.adopt(table.leave(ana.roomId, 0), 1);
  table.held = true;
  table.homeIs(1);
  const other = table.join("ana", ana.roomId, { on: 1 });
  table.held = false;
  table.pass(200);
  assertEquals([ana.state, other.state], ["seated", "seated"]);
});

Deno.test("[C19, P2.7] who has come back over another connection keeps that one", () => {
  using table = new MovingRooms();
  const [ana, ben] = table.v2Room(["ana", "ben"]);
  const saved = table.leave(ana.roomId, 0);
  table.adopt(saved, 1);
  // the edge of the older one knows nothing yet
  table.held = true;
  table.homeIs(1);
  const again = table.resume(ben, { on: 1 });
  table.held = false;
  table.pass(200);
  assertEquals([ana.state, ben.ended?.close, again.state], ["seated", "replaced", "seated"]);
});

Deno.test("[C19] a seat that is gone by then is not given back, and who may have done something looks", () => {
  using table = new MovingRooms({ workers: 3 });
  const ana = table.createV2("ana", { on: 2 });
  const ben = table.joinV2("ben", ana.roomId, { on: 1 });
  // the home dies before anybody is sent what it has kept
  table.outbox(0).isHeld = true;
  ana.sends("REMOVE_MEMBER", { member_id: ben.memberId });
  const saved = table.kept(ana.roomId, 0);
  table.homeIs(null);
  table.lose(0);
  table.adopt(saved, 1);
  table.homeIs(1);
  table.pass(200);
  assertEquals([ana.ended?.close, ben.ended?.close], ["restarting", "resume_refused"]);
});

Deno.test("[C10] a room that moves there and back in mid-ballot, again and again", () => {
  using table = new MovingRooms();
  const [ana, ben] = table.v2Room(["ana", "ben"]);
  for (let n = 0; n < 6; n++) {
    ana.begin(`T${n}`);
    ben.vote(`T${n}`, "8");
    table.move(ana.roomId, n % 2, (n + 1) % 2);
    table.pass(100);
    ana.vote(`T${n}`, "8").reveal(`T${n}`);
    table.pass(100);
    assertEquals(ben.room?.results_count, n + 1);
  }
  assertEquals(table.openRooms, 1);
});

Deno.test("[C19] whoever does not come back to a room that was adopted is gone after the grace", () => {
  using table = new MovingRooms({ resume_grace_ms: 60_000 });
  const [ana, ben] = table.v2Room(["ana", "ben"], { on_admin_leave: "promote" });
  const saved = table.leave(ana.roomId, 0);
  ana.drop();
  table.adopt(saved, 1);
  table.homeIs(1);
  table.pass(30_000);
  assertEquals(presence(ben, ana), "away");
  table.pass(90_000);
  assertEquals(ben.room?.members.map(({ name }) => name), ["ben"]);
});

Deno.test("[C13] a room that is another's now: nothing of it is sent any more, and other rooms go on", () => {
  using table = new MovingRooms();
  const [ana, ben] = table.v2Room(["ana", "ben"], { capacity: 3 });
  const [eve, flo] = table.v2Room(["eve", "flo"]);
  table.join("vic", ana.roomId);
  assertEquals(table.unclaimedOf.get(0), 1);
  ana.begin("T1");
  eve.begin("T1");
  table.held = true;
  ben.sends("MEMBER_VOTED", { ticket_id: "T1", vote: "8" });
  table.store(0).superseded(ana.roomId);
  assertEquals(table.unclaimedOf.get(0), 0);
  const frames = ben.frames.length;
  table.held = false;
  table.pass(5_000);
  assertEquals([ana.ended?.close, ben.ended?.close], ["restarting", "restarting"]);
  assertEquals(ben.frames.length, frames);
  const { ballot } = table.kept(ana.roomId, 0).room;
  assert(ballot?.phase === "voting" && ballot.votes.size === 0, "what it still brought is nothing");
  flo.vote("T1", "8");
  table.pass(100);
  assertEquals([eve.state, eve.room?.members.map(({ voted }) => voted)], ["seated", [false, true]]);
  assertEquals(table.openRooms, 1);
});

/** Somebody who asks worker 1 for a room that is not there. */
function asking(table: MovingRooms, roomId: string): [V2Member, Asked] {
  const member = table.joinV2("zoe", roomId);
  const [asked] = table.asked(1);
  assert(asked !== undefined);
  assertEquals([asked.roomId, member.state], [roomId, "waiting"]);
  return [member, asked];
}

Deno.test("[C4] a room that is looked for: whoever asked waits, and joins it, or is answered what is known", () => {
  using table = new MovingRooms();
  const [ana] = table.v2Room(["ana"], { capacity: 9 });
  const saved = table.kept(ana.roomId, 0);
  table.store(0).release(() => true);
  ana.drop();
  table.homeIs(1);
  const [zoe, asked] = asking(table, ana.roomId);
  table.adopt(saved, 1);
  asked.then("here");
  table.pass(100);
  assertEquals([zoe.state, zoe.room?.members.map(({ name }) => name)], ["seated", ["ana", "zoe"]]);

  for (const [where, guess] of [["never", true], ["ended", false]] as const) {
    const [member, asked] = asking(table, `NO${where}`);
    asked.then(where);
    table.settle();
    assertEquals([member.refusal?.close, member.refusal?.guess], ["no_such_room", guess]);
  }
  // that one has ended is remembered
  assertEquals(table.joinV2("zoe", "NOended").refusal?.close, "no_such_room");
});

Deno.test("[C4] who asked the wrong worker asks again in a moment, and waits while nobody is home", () => {
  using table = new MovingRooms();
  const [ana] = table.v2Room(["ana"], { capacity: 9 });
  table.homeIs(1);
  const [zoe, asked] = asking(table, ana.roomId);
  table.homeIs(null);
  asked.then("elsewhere");
  table.pass(5_000);
  assertEquals([zoe.state, table.asked(1)], ["waiting", []]);
  table.homeIs(0);
  table.pass(100);
  assertEquals(zoe.state, "seated");
});

Deno.test("[C4] whoever has gone before the room was found takes no seat, and no member's connection", () => {
  for (const how of ["gone", "lost"] as const) {
    using table = new MovingRooms({ workers: 3 });
    const [ana, ben] = table.v2Room(["ana", "ben"], { capacity: 9 });
    const saved = table.kept(ana.roomId, 0);
    table.store(0).release(() => true);
    for (const member of [ana, ben]) member.drop();
    table.homeIs(1);
    const [zoe, ben2, vic] = [
      table.joinV2("zoe", ana.roomId, { on: 2 }),
      table.resume(ben, { on: 2 }),
      table.join("vic", ana.roomId, { on: 2 }),
    ];
    if (how === "lost") table.lose(2);
    else for (const member of [zoe, ben2, vic]) member.drop();
    const again = table.resume(ana);
    table.adopt(saved, 1);
    for (const asked of table.asked(1)) asked.then("here");
    table.pass(100);
    assertEquals(again.room?.members.map(({ name, presence }) => `${name} ${presence}`), [
      "ana online",
      "ben away",
    ]);
    assertEquals(table.unclaimedOf.get(0) ?? 0, 0);
  }
});

Deno.test("[C20] what members were to be sent is lost: they are closed at once, and come back to all of it later", () => {
  using table = new MovingRooms();
  const { ana, ben, cid } = table.mixedRoom();
  ana.begin("T1");
  table.outbox(0).isHeld = true;
  ben.sends("MEMBER_VOTED", { ticket_id: "T1", vote: "8" });
  table.pass(100);
  const frames = [ana, ben, cid].map((member) => member.frames.length);
  table.outbox(0).shed();
  table.store(0).closeMembers(ana.roomId);
  table.pass(5_000);
  for (const member of [ana, ben, cid]) assertEquals(member.ended?.close, "try_later", member.name);
  assertEquals([ana, ben, cid].map((member) => member.frames.length), frames);
  table.outbox(0).isHeld = false;
  const [again, benAgain] = [table.resume(ana), table.resume(ben)];
  table.pass(100);
  assertEquals([again.state, benAgain.you?.vote], ["seated", "8"]);
  assertEquals(again.room?.members.map(({ name }) => name), ["ana", "ben"]);
  table.store(0).closeMembers("NOROOM");
  assertEquals(table.openRooms, 1);
});

Deno.test("[C21, S6] while this machine drains, a room that is given up takes only members on other machines along", () => {
  using table = new MovingRooms();
  const [ana, ben] = table.v2Room(["ana", "ben"]);
  const saved = table.kept(ana.roomId, 0);
  table.store(0).freeze();
  table.store(0).release(() => true);
  table.homeIs(null);
  table.adopt(saved, 1);
  table.homeIs(1);
  table.pass(200);
  assertEquals([ana.state, presence(ben, ana), presence(ben, ben)], ["seated", "away", "online"]);
  assertEquals(table.store(0).roomCount, 0);
});

Deno.test("[C21] a worker that stands still before it stops adopts nothing any more", () => {
  using table = new MovingRooms();
  const { ana } = table.mixedRoom();
  const saved = table.leave(ana.roomId, 0);
  table.store(1).freeze();
  table.adopt(saved, 1);
  assertEquals([table.store(1).roomCount, table.openRooms], [0, 0]);
  assertEquals(table.outbox(1).rooms.size, 0);
});

Deno.test("[C19, P1] a reveal that was lost with its home, or came on the way, a v1 member sees once", () => {
  using table = new MovingRooms({ workers: 3 });
  const ana = table.createV2("ana", { on: 2 });
  const cid = table.arrive("cid", ana.roomId, { on: 1 });
  ana.begin("T1").vote("T1", "5");
  cid.vote("T1", "5");
  table.pass(100);
  cid.received();
  // the home dies before anybody is sent what it has kept
  table.outbox(0).isHeld = true;
  ana.sends("REVEAL_VOTES", { ticket_id: "T1" });
  const saved = table.kept(ana.roomId, 0);
  table.homeIs(null);
  table.lose(0);
  table.adopt(saved, 1);
  table.homeIs(1);
  table.pass(200);
  const reveals = () => cid.received().filter((line) => line.startsWith("VOTES_REVEALED")).length;
  assertEquals(reveals(), 1);
  table.move(ana.roomId, 1, 2);
  table.pass(200);
  assertEquals([cid.state, reveals()], ["seated", 0]);
});
