// The journal in SQLite: the contract, on real files, and what a file may have gone through.
import { assert, assertEquals, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { markPath } from "../../src/journal/commit_mark.ts";
import { type Journal, JournalFailure } from "../../src/journal/journal.ts";
import { writeOf } from "../../src/journal/room_parts.ts";
import { SqliteJournal } from "../../src/journal/sqlite_journal.ts";
import { openBallot } from "../../src/room/state.ts";
import { fileTest, withDirectory } from "./files.ts";
import { journalContract } from "./journal_contract.ts";
import { roomOfOne } from "./rooms_of_one.ts";

const T0 = 1_700_000_000_000;

journalContract({
  name: "the journal in SQLite",
  test: fileTest,
  withKeep: (run) =>
    withDirectory((directory) => {
      const opened: Journal[] = [];
      run({
        open() {
          // the one before is left open, as a process leaves it that is killed
          const journal = new SqliteJournal(`${directory}/worker-0.db`, "normal");
          opened.push(journal);
          return journal;
        },
      });
      for (const journal of opened) journal.close();
    }),
});

fileTest(
  "[S5] a file whose commit mark can't be opened is closed again: its worker is started anew",
  () => {
    withDirectory((directory) => {
      const file = `${directory}/worker-0.db`;
      Deno.mkdirSync(markPath(file));
      assertThrows(() => new SqliteJournal(file, "normal"), JournalFailure);
      // whoever closes a database as the last takes its write-ahead log away
      const left = [...Deno.readDirSync(directory)].map(({ name }) => name).sort();
      assertEquals(left, ["worker-0.commits", "worker-0.db"]);
    });
  },
);

fileTest(
  "[S6] a file in which few votes have rows, too: they come back, and none outlives its ballot",
  () => {
    withDirectory((directory) => {
      const file = `${directory}/worker-0.db`;
      const room = roomOfOne("LIVING", [], { now: T0, open: "T-1" });
      const journal = new SqliteJournal(file, "normal");
      const write = writeOf(null, { room, tokens: new Map() }, null);
      assert(write !== null);
      journal.commit([write]);
      journal.close();
      asWrittenBefore(file);

      const reopened = new SqliteJournal(file, "normal");
      const [loaded] = reopened.load(0).rooms;
      assertEquals(loaded?.room, room);
      const ballot = openBallot(room);
      assert(loaded !== undefined && ballot !== null);
      let saved = loaded;
      // the one who voted takes the vote back, then others vote: first many, then few
      for (const count of [1, 30, 2, 20, 0]) {
        const ids = Array.from({ length: count }, (_, n) => `m${n}`);
        const votes = new Map(ids.map((id) => [id, { member_id: id, name: id, card: "3" }]));
        const later = { room: { ...room, ballot: { ...ballot, votes } }, tokens: new Map() };
        const change = writeOf(saved, later, null);
        assert(change !== null);
        reopened.commit([change]);
        saved = later;
        assertEquals(rowsOf(file), count > 16 ? count : 0, `${count} votes`);
        assertEquals(reopened.load(0).rooms, [later], `${count} votes`);
      }
      reopened.close();
    });
  },
);

/** How many votes have rows of their own. */
function rowsOf(file: string): unknown {
  const database = new DatabaseSync(file, { readOnly: true });
  const count = database.prepare("SELECT count(*) AS count FROM votes").get()?.["count"];
  database.close();
  return count;
}

/** Gives the votes of open ballots rows of their own, as files of the fourth schema have them. */
function asWrittenBefore(file: string): void {
  const database = new DatabaseSync(file);
  database.exec(`
    INSERT INTO votes (room_id, member_id, vote)
      SELECT room_id, json_extract(value, '$.member_id'), value FROM rooms, json_each(ballot, '$.votes');
    UPDATE rooms SET ballot = json_remove(ballot, '$.votes');
    PRAGMA user_version = 4;
  `);
  database.close();
}
