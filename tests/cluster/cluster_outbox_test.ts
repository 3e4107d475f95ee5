// [C8, C16] What home sends about a room waits for what it follows from; each room in its own order.
import { assert, assertEquals } from "@std/assert";
import { PENDING_WEIGHT_MAX } from "../../src/cluster/cluster_outbox.ts";
import { FORMAT } from "../../src/cluster/format.ts";
import { encodeRecords, headerOf } from "../../src/cluster/room_records.ts";
import { noSuchRoom, REFUSED } from "../../src/hosting/refusals.ts";
import type { Room } from "../../src/room/state.ts";
import { fullestRoom, KeptRoom } from "./kept_room.ts";
import { closeOf, OutboxStory, subjectOf, SUBJECTS } from "./outbox_story.ts";

/** Two rooms, of different shards. */
const [ROOM, OTHER] = ["ROOMAAAA", "ROOMBBBB"] as const;

/** Another worker writes the room, behind whatever is there. */
function supersede({ world }: OutboxStory, roomId: string): void {
  const record = { life: "bob-1", write: "bob-1-1", version: 1, whole: true };
  for (const text of encodeRecords(record, "{}")) {
    world.append({ subject: subjectOf(roomId), text, expected: null }, "bob", () => {});
  }
}

/** Every append of this room fails from now on. */
function stall({ engine }: OutboxStory, roomId: string): void {
  const append = engine.append.bind(engine);
  engine.append = (one, done) => {
    if (one.subject !== subjectOf(roomId)) append(one, done);
  };
}

Deno.test("[C8] nothing is sent before the change it follows from is the room's last record", () => {
  const story = new OutboxStory({ delayMs: 0, commitMs: 0 });
  const room = story.opened(ROOM);
  story.world.loseLeader(2_000);
  story.renames(room, "one");
  story.pass(1_900);
  assertEquals([story.news(), story.keptName(ROOM)], [[], null]);
  assertEquals(story.outbox.isIdle, false);
  story.pass(10_000);
  assertEquals([story.news(), story.keptName(ROOM)], [["1 one"], "one"]);
  assertEquals(story.outbox.isIdle, true);
});

Deno.test("[A4, C8] what webhooks are sent waits for its room's commit; of a room that another has it is dropped", () => {
  const story = new OutboxStory();
  const [room, other] = [story.opened(ROOM), story.opened(OTHER)];
  const done: string[] = [];
  const revealed = (of: KeptRoom) => {
    story.outbox.changed(of.isCalled("revealed"));
    story.outbox.defer({ run: () => done.push(of.roomId), bytes: 10 }, of.roomId);
  };
  supersede(story, OTHER);
  story.pass(100);
  story.world.loseLeader(2_000);
  revealed(room);
  revealed(other);
  story.pass(1_900);
  assertEquals(done, []);
  story.pass(10_000);
  assertEquals([done, story.superseded], [[ROOM], [OTHER]]);
});

Deno.test("[C16] one commit of a room is in flight; what happens meanwhile is the next, and all of it in order", () => {
  const story = new OutboxStory();
  const room = story.opened(ROOM);
  const records = () => story.world.all(subjectOf(ROOM)).length;
  const before = records();
  story.renames(room, "one");
  story.pass(0);
  for (const name of ["two", "three", "four"]) story.renames(room, name);
  story.sends("refused", ROOM);
  story.pass(100);
  assertEquals(story.news(), ["1 one", "1 two", "1 three", "1 four", "1 refused"]);
  assertEquals(records() - before, 2);
});

Deno.test("[C16] rooms don't wait for each other", () => {
  const story = new OutboxStory();
  const [one, other] = [story.opened(ROOM), story.opened(OTHER)];
  stall(story, ROOM);
  story.renames(one, "stuck");
  story.renames(other, "free");
  story.pass(1_000);
  assertEquals(story.news(), ["1 free"]);
});

Deno.test("[C7] what follows from no change waits for a good lease; what follows from one does not", () => {
  const story = new OutboxStory();
  const room = story.opened(ROOM);
  story.lease.isGood = false;
  story.sends("about no room", null);
  story.sends("about the room", ROOM);
  story.outbox.log.info("line", { room: ROOM });
  story.pass(1_000);
  assertEquals([story.news(), story.outbox.isIdle], [[], false]);
  story.renames(room, "changed");
  story.pass(100);
  assertEquals(story.news(), ["1 about the room", "1 changed"]);
  story.lease.isGood = true;
  story.pass(100);
  assertEquals([story.news(), story.outbox.isIdle], [["1 about no room"], true]);
});

Deno.test("[C7] to be sent elsewhere, or to be called back, waits for no lease; but for what is before it in its room", () => {
  const story = new OutboxStory();
  const room = story.opened(ROOM);
  story.lease.isGood = false;
  for (const roomId of [null, ROOM]) {
    story.outbox.toEdge(1, { kind: "elsewhere", conn: 1 }, roomId);
    story.outbox.toEdge(2, closeOf("restarting"), roomId);
    story.outbox.toEdge(3, closeOf("removed"), roomId);
    for (const refusal of [REFUSED.stopping, noSuchRoom(ROOM, { guess: true })]) {
      story.outbox.toEdge(4, { kind: "refused", conn: 1, refusal }, roomId);
    }
  }
  story.pass(10);
  const free = ["1 elsewhere", "2 closed restarting", "4 refused"];
  assertEquals(story.news(), [...free, ...free]);
  story.renames(room, "one");
  story.outbox.toEdge(1, closeOf("restarting"), ROOM);
  story.pass(100);
  assertEquals(story.news(), [
    ...["3 closed removed", "4 refused", "1 one", "1 closed restarting"],
  ]);
});

Deno.test("[C13] a room that another worker writes is dropped with all that is pending; nothing is sent but the close", () => {
  const story = new OutboxStory();
  const [room, other] = [story.opened(ROOM), story.opened(OTHER)];
  supersede(story, ROOM);
  story.renames(room, "one");
  story.pass(0);
  story.renames(room, "two");
  story.sends("refused", ROOM);
  story.renames(other, "goes on");
  story.pass(2_000);
  assertEquals(story.superseded, [ROOM]);
  assertEquals(story.news().toSorted(), ["1 closed restarting", "1 goes on"]);
  assertEquals(story.log.of("room_superseded").map(({ fields }) => fields), [
    { room: ROOM, by: "bob-1" },
  ]);
  // it is over: what its members still bring changes nothing that is kept
  story.renames(room, "three");
  story.outbox.log.info("line", { room: ROOM });
  story.pass(2_000);
  assertEquals([story.superseded.length, story.outbox.isIdle], [1, true]);
});

Deno.test("[S5] what is pending for an edge that died is not sent to the next one of its number", () => {
  const story = new OutboxStory();
  const room = story.opened(ROOM);
  story.sends("of no room", null, 1);
  story.renames(room, "in flight", 1);
  story.renames(room, "in flight", 2);
  story.outbox.flush();
  story.lease.isGood = false;
  story.sends("of no room", null, 1);
  story.renames(room, "pending", 1);
  story.renames(room, "pending", 2);
  story.news();
  story.outbox.workerLost(1);
  story.lease.isGood = true;
  story.pass(1_000);
  assertEquals(story.news(), ["2 in flight", "2 pending"]);
});

Deno.test("[C17] a room that ends: its results are kept before its tombstone, then all is sent", () => {
  const story = new OutboxStory();
  const room = story.opened(ROOM);
  story.outbox.changed(room.estimates("T-1"));
  story.pass(100);
  const results = SUBJECTS.results(ROOM, room.room.created_at);
  let resultsAtEnd = 0;
  story.world.onAppend = ({ subject, text }) => {
    if (subject !== results && headerOf(text).ended_at !== undefined) {
      resultsAtEnd = story.world.all(results).length;
      assertEquals(story.news(), []);
    }
  };
  story.outbox.ended(room, { reason: "idle", ended_at: 5 });
  story.sends("ended", ROOM);
  story.pass(0);
  story.sends("refused", ROOM);
  story.pass(1_000);
  assertEquals(resultsAtEnd, 1);
  assertEquals(story.kept(ROOM).kind, "ended");
  assertEquals([story.news(), story.outbox.isIdle], [["1 ended", "1 refused"], true]);
  // who reads the results goes: nothing comes of it any more
  story.outbox.changed(room);
  story.pass(1_000);
  assertEquals([story.superseded, story.outbox.isIdle], [[], true]);
});

Deno.test("[C17] without a revealed ballot nothing stays but the tombstone, also of a room that was never kept", () => {
  for (const isKept of [true, false]) {
    const story = new OutboxStory();
    const room = isKept ? story.opened(ROOM) : new KeptRoom(ROOM, story.clock);
    story.outbox.ended(room, { reason: "idle", ended_at: 5 });
    story.pass(100);
    const { seq, ...found } = story.kept(ROOM);
    assertEquals([found, seq], [{ kind: "ended", ended_at: 5 }, isKept ? 2 : 1]);
    assertEquals(story.world.all("estimatex.c.results.>"), []);
  }
});

Deno.test("[C15] each 16th record is whole at the latest, and so is a room that has been idle for 10 minutes", () => {
  const story = new OutboxStory();
  const room = story.opened(ROOM);
  for (let n = 0; n < 40; n++) {
    story.renames(room, `name ${n}`);
    story.pass(20);
  }
  const wholes = () =>
    story.world.all(subjectOf(ROOM)).map(({ text }) => headerOf(text).whole ? "W" : ".").join("");
  assert(/W\.{15}W\.{8}$/.test(wholes()), wholes());
  story.pass(9 * 60_000);
  assert(wholes().endsWith("."), wholes());
  story.pass(2 * 60_000);
  assert(/\.W$/.test(wholes()), wholes());
  story.pass(30 * 60_000);
  assert(/\.W$/.test(wholes()), wholes());
  assertEquals(story.keptName(ROOM), "name 39");
});

Deno.test("[C15] of the largest room, too, a whole one is always among the 32 records that are kept", () => {
  const story = new OutboxStory();
  const room = new KeptRoom(ROOM, story.clock);
  room.room = { ...fullestRoom("x😀"), room_id: ROOM };
  const admin = room.room.admin_id;
  const ids = [...room.room.members.keys()];
  let records = 0;
  let isKept = false;
  story.world.onAppend = () => {
    records++;
    const headers = story.world.all(subjectOf(ROOM)).map(({ text }) => headerOf(text));
    const hasWhole = headers.some(({ whole, write, part, parts }, at) =>
      whole && part === 1 && headers[at + parts - 1]?.write === write
    );
    isKept ||= hasWhole; // the first one comes in parts
    assertEquals(hasWhole, isKept, `record ${records}`);
  };
  story.outbox.changed(room);
  story.pass(100);
  for (let n = 0; n < 34; n++) {
    assert(
      room.does({ type: "hand_over", by: room.room.admin_id, member_id: ids[1 + n % 2] ?? "" }),
    );
    room.room = fullestOf(room.room);
    story.outbox.changed(room);
    story.pass(100);
  }
  assertEquals(story.kept(ROOM).kind, "room");
  assert(records > 50 && room.room.admin_id !== admin, `${records}`);
});

/** The room with each of its ballots changed, so that the change is as large as the whole. */
function fullestOf(room: Room): Room {
  return { ...room, history: room.history.map((ballot) => ({ ...ballot })) };
}

Deno.test("[C18] records, also those of results, are written in the format that it is given", () => {
  const story = new OutboxStory();
  const room = story.opened(ROOM);
  story.formats.lowest = FORMAT - 1;
  story.renames(room, "new");
  story.pass(100);
  story.renames(room, "newer");
  story.pass(100);
  const headers = story.world.all(subjectOf(ROOM)).map(({ text }) => headerOf(text));
  assertEquals(headers.slice(-3).map(({ format, whole }) => [format, whole]), [
    [FORMAT, true],
    [FORMAT - 1, true], // whoever takes the room over may know no other
    [FORMAT - 1, false],
  ]);
  // an older node's `results` command reads these, too
  story.outbox.ended(room.estimates("T-1"), { reason: "idle", ended_at: 5 });
  story.pass(1_000);
  const results = story.world.all(SUBJECTS.results(ROOM, room.room.created_at));
  assertEquals(results.map(({ text }) => headerOf(text).format), [FORMAT - 1]);
});

Deno.test("[C20] what waits for a room is bounded: past 8 MiB its members are closed at once, and it goes on", () => {
  const story = new OutboxStory();
  const room = story.opened(ROOM);
  story.world.loseLeader(60_000);
  const large = "x".repeat(64 * 1024);
  const fills = () => {
    for (let n = 0; n < PENDING_WEIGHT_MAX / large.length - 1; n++) story.sends(large, ROOM);
    story.pass(10);
  };
  story.renames(room, "one");
  story.outbox.toEdge(2, closeOf("removed"), ROOM);
  fills();
  assertEquals([story.overfull, story.news()], [[], []]);
  for (let n = 0; n < 2; n++) story.sends(large, ROOM);
  story.pass(10);
  assertEquals([story.overfull, story.news()], [[ROOM], ["1 closed try_later"]]);
  assertEquals(story.log.of("room_overfull").length, 1);
  story.renames(room, "two");
  fills();
  assertEquals(story.overfull.length, 1);
  story.sends(large, ROOM);
  story.pass(10);
  assertEquals([story.overfull.length, story.news()], [2, ["1 closed try_later"]]);
  story.sends("to one who is back", ROOM);
  story.pass(80_000);
  assertEquals([story.keptName(ROOM), story.news()], ["two", [
    "2 closed removed",
    "1 to one who is back",
  ]]);
  assert(story.outbox.isIdle);
});

Deno.test("[C20] what waits for all rooms is bounded: those are closed that have more than their share", () => {
  const story = new OutboxStory();
  const rooms = Array.from({ length: 100 }, (_, n) => story.opened(`ROOM${n}`));
  story.world.loseLeader(60_000);
  const mib = "x".repeat(1024 * 1024);
  const sends = (count: number) => {
    for (const { roomId } of rooms.slice(0, 30)) {
      for (let n = 0; n < count; n++) story.sends(mib, roomId);
      story.pass(1);
    }
  };
  for (const room of rooms) story.renames(room, "one");
  story.pass(1);
  sends(4);
  assertEquals(story.overfull, []);
  sends(4);
  assert(story.overfull.length > 20, `${story.overfull.length}`);
  assert(story.overfull.every((roomId) => Number(roomId.slice(4)) < 30));
  const shed = story.overfull.length;
  story.pass(80_000);
  assertEquals(story.news().filter((one) => one === "1 one").length, 100 - shed);
  // nothing waits: it is as it was
  story.world.loseLeader(60_000);
  for (const room of rooms) story.renames(room, "two");
  sends(4);
  assertEquals(story.overfull.length, shed);
  story.pass(80_000);
  assert(story.outbox.isIdle);
});

Deno.test("[C20] a room that NATS keeps nothing of for longer than the patience is reported, and its members are closed once", () => {
  const story = new OutboxStory();
  const [room, other] = [story.opened(ROOM), story.opened("OTHER")];
  story.world.loseLeader(40_000);
  story.renames(room, "one");
  story.pass(1);
  story.lease.isGood = false;
  story.looks(5); // the node as a whole is out of reach: that is reported elsewhere
  story.lease.isGood = true;
  story.looks(12);
  assertEquals([story.overfull, story.stopped, story.news()], [[], [], []]);
  story.looks(8);
  assertEquals([story.overfull, story.stopped], [[ROOM], [true]]);
  assertEquals(story.news(), ["1 closed try_later"]);
  const lines = story.log.of("rooms_stopped").map(({ fields }) => fields);
  assertEquals(lines, [{ times: 1, rooms: 1, problem: "no answer" }]);
  story.sends("to one who is back", ROOM);
  story.looks(40);
  assertEquals([story.overfull, story.stopped], [[ROOM], [true, false]]);
  assertEquals([story.keptName(ROOM), story.news()], ["one", ["1 one", "1 to one who is back"]]);
  story.looks(120);
  const events = story.log.lines.map(({ event }) => event).filter((one) =>
    one.startsWith("rooms_")
  );
  assertEquals(events, ["rooms_stopped", "rooms_stopped", "rooms_go_on"]);
  assertEquals(story.keptName(other.roomId), null);
  story.outbox.close();
});

Deno.test("[C20] a room stands still without a lease, and once its commit has waited for longer than the patience", () => {
  const story = new OutboxStory();
  const [room, other] = [story.opened(ROOM), story.opened("OTHER")];
  const still = () => [room, other].map(({ roomId }) => story.outbox.standsStill(roomId));
  assertEquals(still(), [false, false]);
  story.lease.isGood = false;
  assertEquals(still(), [true, true]);
  story.lease.isGood = true;
  story.world.loseLeader(40_000);
  story.renames(room, "one");
  story.looks(12);
  assertEquals(still(), [false, false]);
  story.looks(8);
  assertEquals(still(), [true, false]);
  story.looks(40);
  assertEquals(still(), [false, false]);
  story.outbox.close();
});

Deno.test("[C20] the end of a session reaches its members however long it waits, and however much waits with it", () => {
  const story = new OutboxStory();
  const room = story.opened(ROOM);
  story.world.loseLeader(40_000);
  const mib = "x".repeat(1024 * 1024);
  for (let n = 0; n * mib.length < PENDING_WEIGHT_MAX; n++) story.sends(mib, ROOM);
  story.outbox.ended(room, { reason: "idle", ended_at: 5 });
  story.sends("the end", ROOM);
  story.outbox.toEdge(1, closeOf("removed"), ROOM);
  story.looks(20); // for longer than the patience
  assertEquals([story.stopped, story.log.of("room_overfull")], [[true], []]);
  story.looks(40);
  assertEquals(story.news().slice(-2), ["1 the end", "1 closed removed"]);
  story.outbox.close();
});

Deno.test("closed: nothing is sent any more, and no timer is left", () => {
  const story = new OutboxStory();
  const room = story.opened(ROOM);
  story.lease.isGood = false;
  story.sends("about no room", null);
  story.renames(room, "one");
  story.pass(0);
  story.outbox.close();
  story.renames(room, "two");
  story.sends("about no room", null);
  story.pass(60_000);
  assertEquals([story.news(), story.clock.pending], [[], 0]);
});

Deno.test("[C24] what is held, commits that had to read the last record, and rooms superseded are counted", () => {
  const story = new OutboxStory();
  const room = story.opened(ROOM);
  assertEquals([story.metrics.news(), story.outbox.held], [["commits ok"], 0]);
  story.world.loseLeader(2_000);
  for (const name of ["one", "two"]) {
    story.renames(room, name);
    story.pass(10);
  }
  story.sends("of no room", null);
  assertEquals(story.outbox.held, 3);
  story.pass(10_000);
  assertEquals(story.outbox.held, 0);
  assertEquals(story.metrics.news(), ["doubtful commits", "commits ok", "commits ok"]);
  supersede(story, ROOM);
  story.renames(room, "three");
  story.pass(1_000);
  assertEquals(story.metrics.news(), ["doubtful commits", "commits failed", "superseded rooms"]);
});
