// [C6, C15] A room as records: a whole one and the changes after it make the room, and nothing read is believed.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { momentOf } from "../../src/base/clock.ts";
import type { EngineRecord } from "../../src/cluster/engine.ts";
import { FORMAT } from "../../src/cluster/format.ts";
import { encodeChange } from "../../src/cluster/room_changes.ts";
import {
  encodeRecords,
  headerOf,
  PART_BYTES_MAX,
  readRoom,
} from "../../src/cluster/room_records.ts";
import type { Saved } from "../../src/journal/journal.ts";
import { writeOf } from "../../src/journal/room_parts.ts";
import { withFormer, withToken } from "../../src/journal/tokens.ts";
import type { Moment } from "../../src/room/moment.ts";
import { openRoom, step } from "../../src/room/room.ts";
import type { Room } from "../../src/room/state.ts";
import { FakeClock } from "../base/fake_clock.ts";
import { journalContract } from "../journal/journal_contract.ts";
import { Random } from "../sim/random.ts";
import { anyCommand } from "../room/random_commands.ts";
import { fullestRoom, KeptRoom } from "./kept_room.ts";
import { RecordsDisk, RecordsJournal } from "./records_journal.ts";

journalContract({
  name: "a room's records",
  test: (name, run) => Deno.test(name, run),
  withKeep(run) {
    const disk = new RecordsDisk();
    run({ open: () => new RecordsJournal(disk) });
  },
});

/** The records of one room, as they are appended. */
class Records {
  readonly all: EngineRecord[] = [];
  #writes = 0;

  append(texts: readonly string[]): void {
    for (const text of texts) this.all.push({ subject: "r", seq: this.all.length + 1, text });
  }

  write(room: KeptRoom, whole = false): void {
    const write = writeOf(whole ? null : room.saved, room, null);
    if (write === null) return;
    const id = `w${++this.#writes}`;
    const record = { life: "ana-1", write: id, version: room.version, whole };
    this.append(encodeRecords(record, encodeChange(write)));
    room.saved = { room: room.room, tokens: room.tokens };
  }
}

/** What of a room its records don't have, and nobody misses. */
function asKept({ room, tokens }: Saved): Saved {
  const left = (memberId: string) =>
    room.participants.find(({ member_id }) => member_id === memberId)?.left_at ?? 0;
  const departed = room.departed.toSorted((a, b) => left(a) - left(b));
  return { room: { ...room, nudged_at: null, departed }, tokens };
}

function readAll(records: readonly EngineRecord[]): Saved {
  const found = readRoom(records);
  if (found.kind === "damaged") throw new Error(found.problem);
  assert(found.kind === "room", found.kind);
  return found.saved;
}

Deno.test("[C15] whole and changes are the room, after anything that can happen to it, cut off at any whole", () => {
  const changed = new Set<string>();
  for (let seed = 1; seed <= 150; seed++) {
    const random = new Random(seed);
    const clock = new FakeClock();
    const room = new KeptRoom(`ROOM${seed}`, clock);
    if (random.once(4)) room.room = openedByProgram(room.room, momentOf(clock));
    const records = new Records();
    const wholes: number[] = [];
    for (let count = 0; count < 80; count++) {
      clock.advance(1);
      if (random.once(12)) room.tokens = withToken(room.tokens, `hash ${count}`, `m${count}`);
      const [used] = [...room.tokens].find(([, memberId]) => memberId !== null) ?? [];
      if (used !== undefined && random.once(12)) room.tokens = withFormer(room.tokens, used);
      const [, guest = "nobody"] = [...room.room.members.keys()];
      const command = random.once(40)
        ? { type: "remove", by: room.room.admin_id, member_id: guest, bar: true } as const
        : anyCommand(room.room, random, { count, now: clock.now() });
      const result = step(room.room, command, momentOf(clock));
      if (result.kind === "refused") continue;
      if (result.events.some(({ type }) => type === "ended")) break;
      for (const key of keysOf(room.room)) {
        if (room.room[key] !== result.room[key]) changed.add(key);
      }
      room.room = result.room;
      if (!random.once(3)) continue;
      const whole = records.all.length === 0 || random.once(8);
      if (whole) wholes.push(records.all.length);
      records.write(room, whole);
      const expected = asKept({ room: room.room, tokens: room.tokens });
      for (const from of wholes) {
        const found = readAll(records.all.slice(from));
        assertEquals(found, expected, `seed ${seed}, command ${count}, from ${from}`);
        assertEquals([...found.tokens], [...expected.tokens]);
        assertEquals([...found.room.members.keys()], [...room.room.members.keys()]);
      }
    }
  }
  // nothing of a room is forgotten: every field of it was another one at some time
  const never = ["room_id", "created_at"];
  const all = keysOf(new KeptRoom("R", new FakeClock()).room).filter((key) => !never.includes(key));
  assertEquals([...changed].toSorted(), all.toSorted());
});

/** [A3] Its admin is yet to come. */
function openedByProgram(room: Room, now: Moment): Room {
  const { room_id, capacity, deck, settings, admin_id } = room;
  const head = { room_id, capacity, deck, settings, admin_id, admin_link_hash: "hash" };
  return openRoom({ ...head, name: null, passcode_hash: null }, now);
}

function keysOf(room: Room): readonly (keyof Room)[] {
  // deno-lint-ignore no-explicit-any -- they are its own
  return Object.keys(room) as any;
}

Deno.test("[C15] a room that takes more than 512 KiB goes in parts, each a text of its own, and counts once all are there", () => {
  for (const letters of ["x", "é", "漢", "x😀", "😀"]) {
    const room = new KeptRoom("ROOM", new FakeClock());
    room.room = fullestRoom(letters);
    const records = new Records();
    records.write(room, true);
    const parts = records.all.length;
    assert(parts >= 2 && parts <= 5, `${letters}: ${parts} parts`);
    for (const { text } of records.all) {
      assert(text.isWellFormed(), "a part ends within a character");
      const bytes = new TextEncoder().encode(text.slice(text.indexOf("\n") + 1)).length;
      assert(bytes <= PART_BYTES_MAX, `${bytes} bytes`);
    }
    assertEquals(readAll(records.all).room.history.length, room.room.history.length);
    assertEquals(readRoom(records.all.slice(0, -1)).kind, "none");
    assertEquals(readRoom(records.all.slice(1)).kind, "none");
    assertEquals(readRoom(records.all.slice(1)).seq, parts);
  }
});

Deno.test("[C15] what is cut up is the same text again, wherever its characters stand", () => {
  const random = new Random(3);
  for (let run = 0; run < 12; run++) {
    const near = PART_BYTES_MAX * (1 + random.below(2)) + random.below(9) - 4;
    const text = "x".repeat(near) + random.pick(["😀", "漢", "é", "x"]).repeat(near / 4);
    const records = encodeRecords({ life: "l", write: "w", version: 1, whole: true }, text);
    const parts = records.map((record) => record.slice(record.indexOf("\n") + 1));
    assert(parts.every((part) => part.isWellFormed()));
    assert(parts.join("") === text);
    assertEquals(records.map((record) => headerOf(record).part), parts.map((_, n) => n + 1));
  }
});

Deno.test("a vote costs one small record, however much there is of its room", () => {
  const voters = ["ana", "bob", "cem"];
  const room = new KeptRoom("ROOM", new FakeClock()).joins("bob").joins("cem");
  const records = new Records();
  for (let n = 0; n < 20; n++) room.estimates(`T-${n}`, voters);
  room.does({ type: "begin", by: "ana", ticket: { ticket_id: "T-20" } });
  records.write(room, true);
  assert(room.does({ type: "vote", by: "bob", ticket_id: "T-20", card: "8" }));
  records.write(room);
  const [whole = 0, vote = 0] = records.all.map(({ text }) => text.length);
  assert(vote < 1_000 && whole > 8_000, `${vote} of ${whole} characters`);
});

/** A room with something in every part of it. */
function fullRoom(): KeptRoom {
  const clock = new FakeClock();
  const room = new KeptRoom("ROOM", clock).joins("bob").joins("cem").estimates("T-1", ["bob"]);
  room.tokens = withFormer(withToken(withToken(new Map(), "a", "ana"), "b", "bob"), "b");
  room.does({ type: "queue", by: "ana", tickets: [{ ticket_id: "Q-1" }], replace: false });
  room.does({ type: "timer", by: "ana", ends_at: clock.now() + 90_000 });
  const away = { wait_until: 1e13, admin_until: 1e13, gone_at: 1e13 };
  room.does({ type: "disconnect", by: "cem", ...away });
  room.does({ type: "begin", by: "ana", ticket: { ticket_id: "T-2", title: "two" } });
  room.does({ type: "vote", by: "bob", ticket_id: "T-2", card: "8" });
  return room;
}

Deno.test("[C10] parts that nobody finished are left out, whoever began them, and the next write goes on behind", () => {
  const records = new Records();
  const room = fullRoom();
  records.write(room, true);
  const begun = { life: "bob-1", write: "b1", version: 9, whole: true };
  records.append(encodeRecords(begun, "x".repeat(PART_BYTES_MAX * 2 + 1)).slice(0, 2));
  assertEquals(readAll(records.all), asKept(room));
  assertEquals(readRoom(records.all).seq, records.all.length);
  records.write(room.isCalled("Team A"));
  assertEquals(readAll(records.all).room.name, "Team A");
  // the beginning of it was cut off, and so was the whole one before
  assertEquals(readRoom(records.all.slice(2)).kind, "damaged");
});

Deno.test("a tombstone is all there is, whatever stands before it; nothing at all is no room", () => {
  const records = new Records();
  records.write(fullRoom(), true);
  const end = { life: "ana-1", write: "e", version: 9, whole: false, ended_at: 7 };
  records.append(encodeRecords(end, ""));
  assertEquals(readRoom(records.all), { kind: "ended", ended_at: 7, seq: 2 });
  assertEquals(readRoom(records.all.slice(1)), { kind: "ended", ended_at: 7, seq: 2 });
  assertEquals(readRoom([]), { kind: "none", seq: 0 });
});

Deno.test("[C18] a room of a newer format is no damage, whatever else its records say, and is read once it is written whole", () => {
  const records = new Records();
  const room = fullRoom();
  records.write(room, true);
  records.append([`{"format":${FORMAT + 1},"what":"nobody knows"}\n`]);
  const found = readRoom(records.all);
  assert(found.kind === "too new", found.kind);
  assertStringIncludes(found.problem, "newer");
  room.isCalled("a change");
  records.write(room);
  assertEquals(readRoom(records.all).kind, "too new", "what was changed is in there");
  records.write(room, true);
  assertEquals(readAll(records.all).room.name, "a change");
});

const GARBAGE = [null, true, -1, 1.5, 1e300, "x", "", [], {}, [{}], { __proto__: 1 }];

/** The same value with something else at one place, for each of its places. */
function* spoiled(value: unknown): Generator<unknown> {
  yield* GARBAGE;
  if (typeof value !== "object" || value === null) return;
  const entries = Object.entries(value);
  for (const [at, [key, inner]] of entries.entries()) {
    const withOut = entries.filter((_, n) => n !== at);
    if (!Array.isArray(value)) yield Object.fromEntries(withOut);
    for (const other of spoiled(inner)) {
      yield Array.isArray(value) ? value.with(at, other) : { ...value, [key]: other };
    }
  }
}

Deno.test("garbage in any field of a record: it is damaged, or it is a room that is kept like any other", () => {
  const records = new Records();
  records.write(fullRoom(), true);
  const [{ text = "" } = {}] = records.all;
  const [header = "", payload = ""] = text.split("\n");
  const reads = { damaged: 0, room: 0, none: 0, ended: 0, "too new": 0 };
  const read = (garbage: string) => {
    const found = readRoom([{ subject: "r", seq: 1, text: garbage }]);
    reads[found.kind]++;
    if (found.kind !== "room") return;
    const again = KeptRoom.of(found.saved, new FakeClock());
    const copies = new Records();
    copies.write(again, true);
    assertEquals(readAll(copies.all), found.saved, garbage);
  };
  for (const other of spoiled(JSON.parse(payload))) read(`${header}\n${JSON.stringify(other)}`);
  for (const other of spoiled(JSON.parse(header))) read(`${JSON.stringify(other)}\n${payload}`);
  for (const garbage of ["", "\n", "{", `${header}\n`, `${header}\n{`, payload]) read(garbage);
  assert(reads.damaged > 1_000 && reads.room > 10, JSON.stringify(reads));
});

Deno.test("a change that doesn't fit on what is before it is damage", () => {
  for (
    const change of [
      { ballots: [{ n: 5 }] },
      { members: { removed: ["ana"] } },
      { head: { ballot: "revealed" } },
    ]
  ) {
    const records = new Records();
    const room = new KeptRoom("ROOM", new FakeClock()).estimates("T-1");
    records.write(room, true);
    const [ballot] = room.room.history;
    const write = writeOf(null, room, null);
    assert(write !== null);
    const next = JSON.parse(encodeChange({ ...write, isNew: false }));
    const { ballots, members, head } = { ballots: null, members: null, head: null, ...change };
    const text = JSON.stringify({
      ...next,
      ...ballots !== null && { ballots: ballots.map((one) => ({ ...one, ballot })) },
      ...members !== null && { members },
      ...head !== null && { head: { ...next.head, admin_id: "nobody" } },
    });
    records.append(encodeRecords({ life: "l", write: "w", version: 2, whole: false }, text));
    assertEquals(readRoom(records.all).kind, "damaged", JSON.stringify(change));
  }
});
