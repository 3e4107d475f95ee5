// The journal in SQLite: the contract, on real files, and what a file may have gone through.
import { assertEquals, assertThrows } from "@std/assert";
import { markPath } from "../../src/journal/commit_mark.ts";
import { type Journal, JournalFailure } from "../../src/journal/journal.ts";
import { SqliteJournal } from "../../src/journal/sqlite_journal.ts";
import { fileTest, withDirectory } from "./files.ts";
import { journalContract } from "./journal_contract.ts";

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
