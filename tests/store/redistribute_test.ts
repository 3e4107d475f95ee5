// A different number of workers: every session is in the file of its home afterwards, once, however often the
// move was cut off on the way.
import { assertEquals, assertThrows } from "@std/assert";
import { FIBONACCI } from "../../src/room/deck.ts";
import { createRoom } from "../../src/room/room.ts";
import { dataFile, openDataDirectory } from "../../src/store/data_directory.ts";
import { homeOf } from "../../src/store/ids.ts";
import { writeOf } from "../../src/store/journal.ts";
import { redistribute } from "../../src/store/redistribute.ts";
import { openFile } from "../../src/store/sqlite_file.ts";
import { SqliteJournal } from "../../src/store/sqlite_journal.ts";
import { fileTest, withDirectory } from "./files.ts";

const ROOMS = Array.from({ length: 60 }, (_, n) => `ROOM${n}`);
const ENDED = new Set(ROOMS.slice(0, 20));

function roomOf(room_id: string) {
  const admin = { member_id: "ana", name: "Ana", role: "voter", protocol: "v2" } as const;
  return {
    room: createRoom({ room_id, capacity: 3, deck: FIBONACCI, admin }, 1_000),
    tokens: new Map([[`hash of ${room_id}`, "ana"]]),
  };
}

/** A directory as so many workers leave it. */
function fill(directory: string, workers: number): void {
  openDataDirectory(directory, { workers, sync: "normal" }).close();
  for (let worker = 0; worker < workers; worker++) {
    const journal = new SqliteJournal(dataFile(directory, worker), "normal");
    for (const room_id of ROOMS.filter((id) => homeOf(id, workers) === worker)) {
      const ending = ENDED.has(room_id) ? { reason: "idle", ended_at: 2_000 } as const : null;
      const write = writeOf(null, roomOf(room_id), ending);
      if (write !== null) journal.commit([write]);
    }
    journal.close();
  }
}

function assertSpread(directory: string, workers: number): void {
  for (let worker = 0; worker < workers; worker++) {
    const journal = new SqliteJournal(dataFile(directory, worker), "normal");
    const { rooms, ended, damaged } = journal.load(0);
    journal.close();
    const home = ROOMS.filter((id) => homeOf(id, workers) === worker);
    assertEquals(damaged, []);
    assertEquals(
      rooms.toSorted((a, b) => a.room.room_id < b.room.room_id ? -1 : 1),
      home.filter((id) => !ENDED.has(id)).sort().map(roomOf),
    );
    assertEquals(
      ended.map(({ room_id }) => room_id).sort(),
      home.filter((id) => ENDED.has(id)).sort(),
    );
  }
  const files = [...Deno.readDirSync(directory)].filter(({ name }) => name.endsWith(".db"));
  assertEquals(files.length, workers, "no file is left over");
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
    for (let statement = 1; statement < 400; statement += 23) {
      withDirectory((directory) => {
        fill(directory, 2);
        const files = new Map(
          [0, 1, 2].map((worker) =>
            [worker, openFile(dataFile(directory, worker), "normal")] as const
          ),
        );
        let left = statement;
        for (const file of files.values()) {
          const prepare = file.prepare.bind(file);
          file.prepare = (sql) => {
            if (left-- <= 0) {
              throw new Error("planted: the process died");
            }
            return prepare(sql);
          };
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
