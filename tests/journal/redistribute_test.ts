// A different number of workers: every room is in the file of its home afterwards, once, however often the move
// was cut off on the way; and so is what is known of rooms that ended. Results stay where they are, and are found.
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { assertEquals, assertThrows, fail } from "@std/assert";
import { archives, dataFile, openDataDirectory } from "../../src/journal/data_directory.ts";
import { homeOf } from "../../src/base/ids.ts";
import type { Saved } from "../../src/journal/journal.ts";
import { writeOf } from "../../src/journal/room_parts.ts";
import { redistribute } from "../../src/journal/redistribute.ts";
import { readSessions } from "../../src/journal/saved_sessions.ts";
import { openFile } from "../../src/journal/sqlite_file.ts";
import { SqliteJournal } from "../../src/journal/sqlite_journal.ts";
import { openBallot, type Vote } from "../../src/room/state.ts";
import { endedAfter, MEMBER_ID, roomOfOne } from "./rooms_of_one.ts";
import { fileTest, withDirectory } from "./files.ts";

const ROOMS = Array.from({ length: 60 }, (_, n) => `ROOM${n}`);
const ENDED = new Set(ROOMS.slice(0, 20));
const CROWDED = new Set(ROOMS.slice(40));

/** Votes that have a row each, because they are so many; they came in another order than that of their ids. */
const MANY: readonly Vote[] = Array.from({ length: 20 }, (_, n) => {
  const memberId = `voter-${n * 7 % 20}`;
  return { member_id: memberId, name: memberId, card: "8" };
});

function savedRoom(roomId: string): Saved {
  const opened = roomOfOne(roomId, ["T-1"], { now: 1_000, open: "T-2" });
  const ballot = openBallot(opened);
  const room = {
    ...opened,
    ...ballot !== null && CROWDED.has(roomId) && {
      ballot: { ...ballot, votes: new Map(MANY.map((vote) => [vote.member_id, vote])) },
    },
    name: `Team ${roomId}`,
    locked: true,
    passcode_hash: `passcode of ${roomId}`,
    bars: [{ name: "Eve", origin: roomId }],
  };
  return { room, tokens: new Map([[`hash of ${roomId}`, MEMBER_ID]]) };
}

/** A directory as so many workers leave it. */
function fill(directory: string, workers: number): void {
  openDataDirectory(directory, { workers, sync: "normal" }).close();
  for (let worker = 0; worker < workers; worker++) {
    const journal = new SqliteJournal(dataFile(directory, worker), "normal");
    for (const roomId of ROOMS.filter((id) => homeOf(id, workers) === worker)) {
      const ending = ENDED.has(roomId) ? { reason: "idle", ended_at: 2_000 } as const : null;
      const write = writeOf(null, savedRoom(roomId), ending);
      if (write !== null) journal.commit([write]);
    }
    journal.close();
  }
}

/** The sessions of all files, as `results` lists them. */
function assertResults(directory: string): void {
  const sessions = readSessions(directory, {}, fail);
  assertEquals(
    sessions.map(({ room_id, ended_at }) => [room_id, ended_at]).sort(),
    ROOMS.map((id) => [id, ENDED.has(id) ? 2_000 : null]).sort(),
  );
  for (const { participants, ballots } of sessions) {
    assertEquals(participants.map(({ name }) => name), ["Ana"]);
    assertEquals(ballots.map(({ ticket }) => ticket.ticket_id), ["T-1"]);
  }
}

function assertSpread(directory: string, workers: number): void {
  for (let worker = 0; worker < workers; worker++) {
    const journal = new SqliteJournal(dataFile(directory, worker), "normal");
    const { rooms, ended, damaged } = journal.load(0);
    journal.close();
    const home = ROOMS.filter((id) => homeOf(id, workers) === worker);
    assertEquals(damaged, []);
    const found = rooms.toSorted((a, b) => a.room.room_id < b.room.room_id ? -1 : 1);
    const expected = home.filter((id) => !ENDED.has(id)).sort().map(savedRoom);
    assertEquals(found, expected);
    assertEquals(found.map(votersOf), expected.map(votersOf), "in their order");
    assertEquals(
      ended.map(({ room_id }) => room_id).sort(),
      home.filter((id) => ENDED.has(id)).sort(),
    );
  }
  assertResults(directory);
}

function votersOf({ room }: Saved): readonly string[] {
  return [...openBallot(room)?.votes.keys() ?? []];
}

function filesIn(directory: string): readonly string[] {
  return [...Deno.readDirSync(directory)].map(({ name }) => name)
    .filter((name) => name.endsWith(".db")).sort();
}

/** Calls `run` before anything is done in this file. */
function onStatement(file: DatabaseSync, run: () => void): void {
  const prepare = file.prepare.bind(file);
  file.prepare = (sql) => {
    const made = prepare(sql);
    for (const how of ["run", "get", "all"] as const) {
      const does = made[how].bind(made);
      Object.defineProperty(made, how, {
        value: (...values: SQLInputValue[]) => {
          run();
          return does(...values);
        },
      });
    }
    return made;
  };
}

for (const [before, after] of [[1, 2], [2, 1], [2, 5], [5, 2], [3, 4]] as const) {
  fileTest(
    `[S1] ${before} workers, then ${after}: every room is at home, and what ended, too`,
    () => {
      withDirectory((directory) => {
        fill(directory, before);
        openDataDirectory(directory, { workers: after, sync: "normal" }).close();
        assertSpread(directory, after);
        const again = openDataDirectory(directory, { workers: after, sync: "normal" });
        again.close();
        assertEquals(again.moved, 0);
        openDataDirectory(directory, { workers: before, sync: "normal" }).close();
        assertSpread(directory, before);
      });
    },
  );
}

fileTest(
  "[S1] a move that is cut off anywhere is taken up again, for whatever number of workers",
  () => {
    for (let statement = 3; statement < 700; statement += 41) {
      withDirectory((directory) => {
        fill(directory, 2);
        const files = new Map(
          [0, 1, 2].map((worker) =>
            [worker, openFile(dataFile(directory, worker), "normal")] as const
          ),
        );
        let left = statement;
        for (const file of files.values()) {
          onStatement(file, () => {
            if (left-- <= 0) throw new Error("planted: the process died");
          });
        }
        assertThrows(() => redistribute(files, 3), Error, "planted");
        for (const file of files.values()) file.close();
        const workers = statement % 2 === 0 ? 2 : 3;
        openDataDirectory(directory, { workers, sync: "normal" }).close();
        assertSpread(directory, workers);
      });
    }
  },
);

fileTest(
  "[S1] a file past the last worker stays while it has results, and one worker prunes it",
  () => {
    withDirectory((directory) => {
      fill(directory, 5);
      const open = (workers: number) =>
        openDataDirectory(directory, { workers, sync: "normal" }).close();
      open(2);
      assertEquals(filesIn(directory).length, 5);
      const files = filesIn(directory).slice(2);
      let sessions = 0;
      for (const self of [0, 1]) {
        for (const archive of archives(directory, { self, workers: 2, sync: "normal" })) {
          sessions += archive.prune(3_000, 1_000).sessions;
          archive.close();
        }
      }
      const ended = [...ENDED].filter((id) => homeOf(id, 5) >= 2);
      assertEquals([sessions, files.length], [ended.length, 3]);
      open(2);
      assertEquals(filesIn(directory), ["worker-0.db", "worker-1.db"]);
    });
  },
);

fileTest(
  "[S1] a move takes what lives, however many sessions have been kept since yesterday",
  () => {
    const statements = [10, 400].map((kept) =>
      withDirectory((directory) => {
        fill(directory, 2);
        const journal = new SqliteJournal(dataFile(directory, 0), "normal");
        for (let n = 0; n < kept; n++) {
          journal.commit([endedAfter({ room_id: `KEPT${n}`, ballots: 1, ended_at: 1_000 })]);
        }
        journal.close();
        const files = new Map([0, 1, 2].map((worker) => {
          const file = openFile(dataFile(directory, worker), "normal");
          return [worker, file] as const;
        }));
        files.get(0)?.exec("DELETE FROM tombstones WHERE room_id LIKE 'KEPT%'");
        let count = 0;
        for (const file of files.values()) onStatement(file, () => count++);
        redistribute(files, 3);
        for (const file of files.values()) file.close();
        return count;
      })
    );
    assertEquals(statements[1], statements[0]);
  },
);
