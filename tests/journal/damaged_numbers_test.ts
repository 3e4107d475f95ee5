// Numbers that only damage can have written, in any column of what is kept of one room: the room is named and stays in
// its file, and all others come back, also to another number of workers.
import { assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { dataFile, dataFiles, openDataDirectory } from "../../src/journal/data_directory.ts";
import type { Saved } from "../../src/journal/journal.ts";
import { writeOf } from "../../src/journal/room_parts.ts";
import { readSessions } from "../../src/journal/saved_sessions.ts";
import { SqliteJournal } from "../../src/journal/sqlite_journal.ts";
import { LIVING_TABLES, RESULT_TABLES } from "../../src/journal/sqlite_schema.ts";
import { fileTest, withDirectory } from "./files.ts";
import { MEMBER_ID, roomOfOne } from "./rooms_of_one.ts";

const BROKEN = "BROKEN";
/** The others. */
const SOUND = ["SOUND", "WHOLE", "GOOD"];
/** With so many it moves. */
const WORKERS = 5;
/** One more than JavaScript has without a loss, and one that no column has. */
const DAMAGE = ["9007199254740993", "-1"];

function saved(roomId: string): Saved {
  const room = roomOfOne(roomId, ["T-1"], { now: 1_700_000_000_000, open: "T-2" });
  return { room, tokens: new Map([[`hash of ${roomId}`, MEMBER_ID]]) };
}

/** Fills the only file of a directory, damages it, and returns the columns that can be damaged like this. */
function fill(directory: string): readonly (readonly [table: string, column: string])[] {
  openDataDirectory(directory, { workers: 1, sync: "normal" }).close();
  const journal = new SqliteJournal(dataFile(directory, 0), "normal");
  for (const roomId of [BROKEN, ...SOUND]) {
    const write = writeOf(null, saved(roomId), null);
    if (write !== null) journal.commit([write]);
  }
  journal.close();
  using database = new DatabaseSync(dataFile(directory, 0));
  return [...LIVING_TABLES, ...RESULT_TABLES].flatMap((table) =>
    database.prepare("SELECT name FROM pragma_table_info(?) WHERE type = 'INTEGER'").all(table)
      .map(({ name }) => [table, `${name}`] as const)
  );
}

/** What a start with so many workers finds. */
function found(directory: string, workers: number) {
  openDataDirectory(directory, { workers, sync: "normal" }).close();
  const loaded = Array.from({ length: workers }, (_, worker) => {
    const journal = new SqliteJournal(dataFile(directory, worker), "normal");
    try {
      return journal.load(0);
    } finally {
      journal.close();
    }
  });
  const copies = dataFiles(directory).map((file) => {
    using database = new DatabaseSync(file, { readOnly: true });
    return database.prepare("SELECT 1 FROM rooms WHERE room_id = ?").all(BROKEN).length;
  });
  return {
    sound: loaded.flatMap(({ rooms }) => rooms).filter(({ room }) => room.room_id !== BROKEN)
      .map(({ room }) => room.room_id).sort(),
    copies: copies.reduce((sum, count) => sum + count, 0),
  };
}

fileTest("[S6] a number out of range costs the room that it is in, and no other", () => {
  const columns = withDirectory(fill);
  for (const [table, column] of columns) {
    for (const number of DAMAGE) {
      withDirectory((directory) => {
        const what = `${table}.${column} = ${number}`;
        fill(directory);
        {
          using database = new DatabaseSync(dataFile(directory, 0));
          database.exec(`UPDATE ${table} SET ${column} = ${number} WHERE room_id = '${BROKEN}'`);
        }
        const all = { sound: SOUND.toSorted(), copies: 1 };
        assertEquals(found(directory, 1), all, what);
        assertEquals(found(directory, WORKERS), all, `${what}, ${WORKERS} workers`);
        const sessions = readSessions(directory, {}, () => {}).map(({ room_id }) => room_id);
        assertEquals(sessions.filter((id) => id !== BROKEN).sort(), SOUND.toSorted(), what);
      });
    }
  }
});
