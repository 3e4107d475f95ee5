// The journal in SQLite: the contract, on real files, and what a file may have gone through.
import type { Journal } from "../../src/store/journal.ts";
import { SqliteJournal } from "../../src/store/sqlite_journal.ts";
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
