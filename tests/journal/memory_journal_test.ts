// The journal that other tests stand on is one, by the same contract.
import { journalContract } from "./journal_contract.ts";
import { MemoryDisk, MemoryJournal } from "./memory_journal.ts";

journalContract({
  name: "the journal of tests",
  test: (name, run) => Deno.test(name, run),
  withKeep(run) {
    const disk = new MemoryDisk();
    run({ open: () => new MemoryJournal(disk) });
  },
});
