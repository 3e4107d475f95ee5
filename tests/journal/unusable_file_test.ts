// What people read about a path that can't be used: what is missing, and for what.
import { assert, assertEquals, assertThrows } from "@std/assert";
import { JournalFailure } from "../../src/journal/journal.ts";
import { explained } from "../../src/journal/sqlite_file.ts";

/** Messages of the system, of SQLite and of Deno. Whether somebody wanted to read is not in most of them. */
const REASONS: readonly (readonly [string, "read" | "write", string])[] = [
  [
    "Permission denied (os error 13)",
    "read",
    "D can't be read (Permission denied (os error 13)): let this user read there, or choose another directory",
  ],
  [
    "unable to open database file",
    "read",
    "D can't be read (unable to open database file): let this user read and write there, or choose another directory",
  ],
  [
    "Permission denied (os error 13)",
    "write",
    "D can't be written (Permission denied (os error 13)): let this user write there, or choose another directory",
  ],
  [
    'Requires read access to "D", run again with the --allow-read flag',
    "write",
    "D can't be read: this process may not (deno run needs --allow-read=DIR before main.ts)",
  ],
];

Deno.test("[S6] who may not read is told so, and not that nothing can be written", () => {
  for (const [reason, use, line] of REASONS) {
    const fails = () =>
      explained("D", () => {
        throw new Error(reason);
      }, use);
    const failure = assertThrows(fails);
    assert(failure instanceof JournalFailure);
    assertEquals([failure.fault, failure.message], ["read_only", line]);
  }
});
