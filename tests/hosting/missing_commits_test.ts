// A process is killed, and something happens to its write-ahead log: what is missing then is reported once, with its
// file, and what is there is sound. Where nothing is missing nothing is reported.
import { DatabaseSync } from "node:sqlite";
import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { FIBONACCI } from "../../src/room/deck.ts";
import { createRoom } from "../../src/room/room.ts";
import { markPath } from "../../src/journal/commit_mark.ts";
import { dataFile, openDataDirectory } from "../../src/journal/data_directory.ts";
import { JournalFailure } from "../../src/journal/journal.ts";
import { writeOf } from "../../src/journal/room_parts.ts";
import { SqliteJournal } from "../../src/journal/sqlite_journal.ts";
import { at } from "../room/moments.ts";
import { fileTest, withDirectory } from "../journal/files.ts";

const T0 = 1_700_000_000_000;
const COMMITS = 20;

/** Rooms that are saved before the log begins, and in it, each in a commit of its own. */
const BEFORE = 5;

function open(directory: string, workers = 1) {
  const opened = openDataDirectory(directory, { workers, sync: "normal" });
  opened.close();
  return opened;
}

function saves(journal: SqliteJournal, from: number, to: number): void {
  for (let n = from; n < to; n++) {
    const admin = { member_id: "ana", name: "Ana", role: "voter", protocol: "v2" } as const;
    const options = { room_id: `ROOM${n}`, capacity: 3, deck: FIBONACCI, admin };
    const room = createRoom(options, at(T0 + n));
    const write = writeOf(null, { room, tokens: new Map() }, null);
    assert(write !== null);
    journal.commit([write]);
  }
}

/** A directory as a process leaves it that is killed; the log has all rooms but the first few. */
function killed(): string {
  const directory = Deno.makeTempDirSync();
  withDirectory((alive) => {
    open(alive);
    const path = dataFile(alive, 0);
    const first = new SqliteJournal(path, "normal");
    saves(first, 0, BEFORE);
    first.close();
    const journal = new SqliteJournal(path, "normal");
    saves(journal, BEFORE, COMMITS);
    for (const { name } of Deno.readDirSync(alive)) {
      Deno.copyFileSync(`${alive}/${name}`, `${directory}/${name}`);
    }
    journal.close();
  });
  return directory;
}

function roomsIn(directory: string): number {
  const journal = new SqliteJournal(dataFile(directory, 0), "normal");
  const { rooms, damaged } = journal.load(0);
  journal.close();
  assertEquals(damaged, []);
  assertEquals(rooms.map(({ room }) => room.room_id), rooms.map((_, n) => `ROOM${n}`));
  return rooms.length;
}

/** Flips a bit in the middle of a file. */
function flip(path: string): void {
  const bytes = Deno.readFileSync(path);
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  Deno.writeFileSync(path, bytes);
}

const LOG = "worker-0.db-wal";
const INDEX = "worker-0.db-shm";

/** What happens to the files, what is reported of it, and whether what comes before it is still there. */
const DAMAGES: Readonly<Record<string, readonly [damage: (dir: string) => void, words: RegExp]>> = {
  "the log is deleted": [(dir) => Deno.removeSync(`${dir}/${LOG}`), /log \S+-wal is gone/],
  "the log and its index are deleted": [(dir) => {
    for (const name of [LOG, INDEX]) Deno.removeSync(`${dir}/${name}`);
  }, /log \S+-wal is gone/],
  "the log is emptied": [(dir) => Deno.truncateSync(`${dir}/${LOG}`, 0), /log \S+-wal is gone/],
  "the log is cut off": [(dir) => {
    const { size } = Deno.statSync(`${dir}/${LOG}`);
    Deno.truncateSync(`${dir}/${LOG}`, size >> 1);
  }, /log \S+-wal is damaged or cut off/],
  "a bit of the log is flipped": [(dir) => flip(`${dir}/${LOG}`), /is damaged or cut off/],
  "the head of the log is overwritten": [(dir) => {
    using file = Deno.openSync(`${dir}/${LOG}`, { write: true });
    file.writeSync(new Uint8Array(32));
  }, /is damaged or cut off/],
  "all files of the database are deleted": [(dir) => {
    for (const name of ["worker-0.db", LOG, INDEX]) Deno.removeSync(`${dir}/${name}`);
  }, /worker-0.db is not there any more/],
};

for (const [what, [damage, words]] of Object.entries(DAMAGES)) {
  fileTest(
    `[S6] ${what} after a kill: what is missing is logged once, and the rest goes on`,
    () => {
      const directory = killed();
      damage(directory);
      const [missing, ...more] = open(directory).missing;
      assert(missing !== undefined);
      assertEquals(more, []);
      const rooms = roomsIn(directory);
      assert(rooms >= BEFORE || what === "all files of the database are deleted", `${rooms} rooms`);
      assertEquals(missing.commits, COMMITS - rooms);
      assertEquals([missing.file, missing.until], [dataFile(directory, 0), T0 + COMMITS - 1]);
      assertEquals(missing.since, rooms === 0 ? null : T0 + rooms - 1);
      assertMatch(missing.problem, words);
      assertMatch(missing.problem, new RegExp(`the last ${missing.commits} of ${COMMITS} commits`));
      assertEquals(open(directory).missing, []);
      const journal = new SqliteJournal(dataFile(directory, 0), "normal");
      saves(journal, rooms, rooms + 2);
      journal.close();
      assertEquals(open(directory).missing, []);
      assertEquals(roomsIn(directory), rooms + 2);
      Deno.removeSync(directory, { recursive: true });
    },
  );
}

/** What is no damage. */
const HARMLESS: Readonly<Record<string, (dir: string) => void>> = {
  "nothing": () => {},
  "the index of the log is deleted": (dir) => Deno.removeSync(`${dir}/${INDEX}`),
  "the mark is deleted": (dir) => Deno.removeSync(markPath(dataFile(dir, 0))),
  "the mark is behind": (dir) => {
    Deno.writeTextFileSync(
      markPath(dataFile(dir, 0)),
      `${"7".padStart(15, "0")} ${"7".repeat(15)}\n`,
    );
  },
  "the mark is garbage": (dir) =>
    Deno.writeTextFileSync(markPath(dataFile(dir, 0)), "9".repeat(32)),
  "half of a frame is at the end of the log": (dir) => {
    Deno.writeFileSync(`${dir}/${LOG}`, new Uint8Array(2_000).fill(7), { append: true });
  },
};

for (const [what, does] of Object.entries(HARMLESS)) {
  fileTest(`[S6] ${what} after a kill: everything is there, and nothing is logged`, () => {
    const directory = killed();
    does(directory);
    assertEquals(open(directory).missing, []);
    assertEquals(roomsIn(directory), COMMITS);
    Deno.removeSync(directory, { recursive: true });
  });
}

fileTest(
  "[S1, S6] rooms that are moved to another file are not missed in the one they leave",
  () => {
    const directory = killed();
    for (const workers of [3, 1, 2, 1]) assertEquals(open(directory, workers).missing, []);
    assertEquals(open(directory).missing, []);
    const journal = new SqliteJournal(dataFile(directory, 0), "normal");
    assertEquals(journal.load(0).rooms.length, COMMITS);
    journal.close();
    Deno.removeSync(directory, { recursive: true });
  },
);

fileTest("[S6] a room that is given up, as the guide has it, is not missed", () => {
  const directory = killed();
  open(directory);
  const path = dataFile(directory, 0);
  new SqliteJournal(path, "normal").close(); // a start that has named it
  const database = new DatabaseSync(path);
  const last = database.prepare("SELECT room_id FROM rooms ORDER BY commit_no DESC LIMIT 1").get();
  database.prepare("DELETE FROM rooms WHERE room_id = ?").run(`${last?.["room_id"]}`);
  database.close();
  assertEquals(open(directory).missing, []);
  Deno.removeSync(directory, { recursive: true });
});

fileTest("[S6] an older copy that is put back is logged as older", () => {
  const directory = killed();
  open(directory);
  const path = dataFile(directory, 0);
  Deno.copyFileSync(path, `${directory}/copy`);
  const journal = new SqliteJournal(path, "normal");
  saves(journal, COMMITS, COMMITS + 3);
  journal.close();
  Deno.renameSync(`${directory}/copy`, path);
  const [missing] = open(directory).missing;
  assertEquals(missing?.commits, 3);
  assertMatch(missing?.problem ?? "", /or the file is an older copy/);
  Deno.removeSync(directory, { recursive: true });
});

fileTest("[S6] what is left of a file must fit together, its indexes, too", () => {
  const directory = killed();
  const path = dataFile(directory, 0);
  open(directory);
  const bytes = Deno.readFileSync(path);
  // a page of the index of members is of another time: each page by itself is sound
  const text = new TextDecoder("latin1").decode(bytes);
  const from = text.lastIndexOf("ROOM19ana");
  assert(from > 0);
  bytes.set(new TextEncoder().encode("ROOM18ana"), from);
  Deno.writeFileSync(path, bytes);
  const mark = `${"99".padStart(15, "0")} ${"7".padStart(15, "0")}\n`;
  Deno.writeTextFileSync(markPath(path), mark);
  assertThrows(() => open(directory), JournalFailure, "is damaged");
  Deno.removeSync(directory, { recursive: true });
});
