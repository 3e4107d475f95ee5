// Forgetting what is old in a file: a large session takes several turns, and nobody is shown half of one.
import { assertEquals, assertLessOrEqual, fail } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { dataFile } from "../../src/journal/data_directory.ts";
import { ENDED_FOR_MS, ENDED_ROOMS_MAX } from "../../src/journal/ended_rooms.ts";
import { readSessions } from "../../src/journal/saved_sessions.ts";
import { SqliteJournal } from "../../src/journal/sqlite_journal.ts";
import { endedAfter } from "./rooms_of_one.ts";
import { fileTest, withDirectory } from "./files.ts";

const ENDED_AT = 1_700_000_000_000;

function rowsIn(path: string): number {
  using database = new DatabaseSync(path, { readOnly: true });
  const tables = ["sessions", "participants", "ballots"];
  const counts = tables.map((table) =>
    database.prepare(`SELECT count(*) AS n FROM ${table}`).get()
  );
  return counts.reduce((sum, row) => sum + Number(row?.["n"]), 0);
}

fileTest(
  "a session of many rows is forgotten in several turns of at most so many rows each",
  () => {
    withDirectory((directory) => {
      const path = dataFile(directory, 0);
      const journal = new SqliteJournal(path, "normal");
      journal.commit([
        endedAfter({ room_id: "LARGE", ballots: 25, ended_at: ENDED_AT }),
        endedAfter({ room_id: "SMALL", ballots: 1, ended_at: ENDED_AT + 1 }),
        endedAfter({ room_id: "YOUNG", ballots: 1, ended_at: ENDED_AT + 9 }),
      ]);
      const shown = () => readSessions(directory, {}, fail).map(({ room_id }) => room_id).sort();
      assertEquals(shown(), ["LARGE", "SMALL", "YOUNG"]);
      let rows = rowsIn(path);
      const turns = [];
      for (let more = true; more;) {
        const pruned = journal.prune(ENDED_AT + 9, 10);
        const left = rowsIn(path);
        assertLessOrEqual(rows - left, 10);
        rows = left;
        more = pruned.more;
        turns.push([pruned.sessions, shown()]);
      }
      assertEquals(turns, [
        [0, ["SMALL", "YOUNG"]],
        [0, ["SMALL", "YOUNG"]],
        [2, ["YOUNG"]],
        [0, ["YOUNG"]],
      ]);
      assertEquals(rows, 3);
      journal.close();
    });
  },
);

fileTest("[W9] ids that ended are remembered for 24 hours, and are at most so many", () => {
  withDirectory((directory) => {
    const path = dataFile(directory, 0);
    const journal = new SqliteJournal(path, "normal");
    const ends = (n: number, endedAt: number) =>
      journal.commit([endedAfter({ room_id: `ROOM${n}`, ballots: 0, ended_at: endedAt })]);
    const known = (since = 0) => journal.load(since).ended.map(({ room_id }) => room_id);
    for (let n = 0; n < 10; n++) ends(n, ENDED_AT + n);
    assertEquals(known().length, 10);
    // each new one takes two of the old ones along
    for (let n = 10; n < 20; n++) ends(n, ENDED_AT + n + ENDED_FOR_MS);
    assertEquals(known(), Array.from({ length: 10 }, (_, n) => `ROOM${n + 10}`));

    using database = new DatabaseSync(path);
    database.exec(`
      WITH RECURSIVE more(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM more LIMIT ${ENDED_ROOMS_MAX})
      INSERT INTO tombstones (room_id, ended_at, commit_no)
        SELECT 'MORE' || n, ${ENDED_AT + 100 + ENDED_FOR_MS}, 0 FROM more
    `);
    for (let n = 20; n < 40; n++) ends(n, ENDED_AT + 100 + ENDED_FOR_MS);
    assertEquals(known().length, ENDED_ROOMS_MAX);
    const { n } = database.prepare("SELECT count(*) AS n FROM tombstones").get() ?? {};
    assertEquals(n, ENDED_ROOMS_MAX);
    journal.close();
  });
});
