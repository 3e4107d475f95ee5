// Rooms after a restart: who is waited for and how long, what ends, and that everything else is as it was
// [P2.7, R14, R16, S5, S6, W9].
import { assert, assertEquals, assertGreater } from "@std/assert";
import { Machine } from "./journal_story.ts";

Deno.test("[P2.7, S6] v2 members are away, and come back to all they had; versions only grow", () => {
  using machine = new Machine({ workers: 2 });
  const { ana, ben, cid } = machine.table.mixedRoom();
  ana.begin("T1");
  for (const member of [ana, ben]) member.vote("T1", "5");
  cid.vote("T1", "8");
  ana.reveal("T1").does("SET_ESTIMATE", { ticket_id: "T1", estimate: "5" });
  ana.does("QUEUE_TICKETS", { tickets: [{ ticket_id: "Q1", title: "later" }] });
  ana.begin("T2").does("START_TIMER", { seconds: 600 });
  ben.vote("T2", "13");
  machine.table.pass(100);
  const before = ben.room;
  assert(before !== null);

  const table = machine.restart(5_000);
  // [W10] whoever opened it in another process counts for it no more
  assertEquals([table.openRooms, table.roomsOf.size], [1, 0]);
  const back = table.resume(ben, { on: 1 });
  const { room } = back;
  assert(room !== null);
  assertEquals(back.you?.vote, "13");
  assertGreater(room.version, before.version + 1_000);
  assertEquals(
    room.members.map(({ name, presence, voted }) => [name, presence, voted]),
    [["ana", "away", false], ["ben", "online", true]],
    "a v1 member has left",
  );
  assertEquals({ ...room, version: 0, members: [] }, { ...before, version: 0, members: [] });
  const again = table.resume(ana);
  assertEquals(again.ballot["phase"], "voting");
  again.vote("T2", "13").reveal("T2").does("END_SESSION");
  const { results } = JSON.parse(again.frames.at(-1) ?? "").data;
  assertEquals(results.ballots.length, 2);
  assertEquals(results.ballots[0].estimate, "5");
  assertEquals(results.participants.map(({ name }: { name: string }) => name), [
    "ana",
    "ben",
    "cid",
  ]);
});

Deno.test("[P1, R9] a v1 member joins again by name; its first vote goes when it votes again", () => {
  using machine = new Machine();
  const { ana, ben, cid } = machine.table.mixedRoom();
  ana.begin("T1");
  cid.vote("T1", "8");
  const table = machine.restart();
  const [a, b] = [table.resume(ana), table.resume(ben)];
  const again = table.arrive("cid", a.roomId);
  again.vote("T1", "13");
  a.vote("T1", "5");
  b.vote("T1", "5");
  a.reveal("T1");
  table.pass(100);
  const votes = JSON.stringify(a.ballot["votes"]);
  assert(votes.includes('"card":"13"') && !votes.includes('"card":"8"'), votes);
});

Deno.test("[P2.7] an open ballot waits 60 s for those who are away after a start", () => {
  using machine = new Machine();
  const [ana, , cem] = machine.table.v2Room(["ana", "ben", "cem"]);
  cem.drop();
  machine.table.pass(20_000); // the ballot to come doesn't wait for cem
  ana.begin("T1").vote("T1", "5");
  const table = machine.restart(1_000);
  const back = table.resume(ana);
  const phase = () => back.ballot["phase"];
  table.pass(59_000);
  assertEquals(phase(), "voting");
  table.pass(3_000);
  assertEquals(phase(), "complete");
});

Deno.test("[P2.7] who was no longer waited for is not waited for again after a start", () => {
  using machine = new Machine();
  const { table } = machine;
  const [ana, ben, cid, dan] = table.v2Room(["ana", "ben", "cid", "dan"]);
  ana.begin("T1").vote("T1", "5");
  ben.drop();
  table.pass(11_000); // ben's 10 s are over
  dan.drop(); // and dan's are not
  const next = machine.restart(1_000);
  const back = next.resume(ana);
  next.resume(cid).vote("T1", "8");
  next.pass(100);
  assertEquals(back.ballot["phase"], "voting", "dan is waited for");
  next.resume(dan).vote("T1", "8");
  next.pass(100);
  assertEquals(back.ballot["phase"], "complete", "ben is not");
});

Deno.test("[P2.7] whoever isn't back within the resume grace from the start has left", () => {
  using machine = new Machine({ resume_grace_ms: 90_000 });
  const [ana, ben, cem] = machine.table.v2Room(["ana", "ben", "cem"]);
  cem.drop();
  machine.table.pass(80_000);
  const table = machine.restart(3_600_000); // the night is over
  const back = table.resume(ana);
  table.pass(85_000);
  const names = () => back.room?.members.map(({ name }) => name);
  assertEquals(names(), ["ana", "ben", "cem"], "each has the whole grace, from the start on");
  table.pass(7_000);
  assertEquals(names(), ["ana"]);
  assertEquals(table.resume(ben).refusal?.guess, false);
});

Deno.test("[R14] the admin is awaited as long as any seat, then the room closes, results and all", () => {
  using machine = new Machine({ resume_grace_ms: 90_000, admin_grace_ms: 1_000 });
  const [ana, ben] = machine.table.v2Room(["ana", "ben"]);
  ana.begin("T1");
  for (const member of [ana, ben]) member.vote("T1", "5");
  ana.reveal("T1");
  const table = machine.restart();
  const back = table.resume(ben);
  table.pass(88_000);
  assertEquals(back.state, "seated");
  table.pass(4_000);
  assertEquals([back.received().at(-1), table.openRooms], ["SESSION_ENDED admin_left", 0]);
  const [ended] = table.log.of("session_ended");
  assertEquals(ended?.fields["ballots"], 1);
  // and a third process knows that it ended
  const third = machine.restart();
  assertEquals([third.openRooms, third.resume(ana).refusal?.guess], [0, false]);
});

Deno.test("[R17] a room that nobody returns to, however idle it was, is kept for the grace from the start", () => {
  using machine = new Machine({ room_idle_ms: 600_000 });
  const [ana] = machine.table.v2Room(["ana", "ben"]);
  const table = machine.restart(86_400_000);
  table.pass(60_000);
  assertEquals(table.resume(ana).state, "seated");
});

Deno.test("[R14, S6] a room whose admin was v1 ends at once, with its results in the log and no guess", () => {
  using machine = new Machine();
  const [ana, ben] = machine.table.room(["ana", "ben"]);
  ana.begin("T1");
  for (const member of [ana, ben]) member.vote("T1", "5");
  ana.reveal("T1");
  const { roomId: room_id } = ana;
  const table = machine.restart();
  assertEquals(table.openRooms, 0);
  const [ended] = table.log.of("session_ended");
  assertEquals(ended?.fields["reason"], "admin_left");
  assertEquals(ended?.fields["ballots"], 1);
  assertEquals(table.arrive("ben", room_id).refusal?.guess, false);
  assertEquals(machine.restart().log.of("session_ended"), [], "it has ended once");
});

Deno.test("[W9] after a restart a token of somebody who left is no guess, one that never was is", () => {
  using machine = new Machine();
  const [ana, ben] = machine.table.v2Room(["ana", "ben"]);
  ben.does("LEAVE");
  const table = machine.restart();
  assertEquals(table.resume(ben).refusal?.guess, false);
  assertEquals(table.resume(ana, { token: "f".repeat(32) }).refusal?.guess, true);
  assertEquals(table.joinV2("eve", "ZZZZZZZZ").refusal?.guess, true);
});

Deno.test("[P2.2, R7] no token is ever written, only its hash", () => {
  using machine = new Machine();
  const people = machine.table.v2Room(["ana", "ben"]);
  people[1].does("LEAVE");
  const { written } = machine;
  assert(written.length > 500);
  for (const { resumeToken: resume_token } of people) assert(!written.includes(resume_token));
});

Deno.test("[S6] a drain with data: rooms of v1 admins end, the others stay, everything is saved", () => {
  using machine = new Machine({ workers: 2 });
  const { table } = machine;
  const [tom] = table.room(["tom"], { capacity: 2 });
  const { ana, ben, cid } = table.mixedRoom();
  ana.begin("T1");
  ben.vote("T1", "8");
  for (const store of table.stores) store.freeze();
  ben.sendsWithoutId("MEMBER_VOTED", { ticket_id: "T1", vote: "5" }); // counts for nothing any more
  ben.drop();
  for (const store of table.stores) store.endAll("server_stopping");
  table.settle();
  assertEquals([tom.ended?.close, ana.state, cid.state], ["session_over", "seated", "seated"]);
  assertEquals(table.log.of("session_ended").map(({ fields }) => fields["reason"]), [
    "server_stopping",
  ]);
  const next = machine.restart(1_000);
  assertEquals([next.openRooms, next.resume(ben).you?.vote], [1, "8"]);
});
