// What waits for receivers, in a file: it is there after a restart, and nothing else is [A4].
import { assert, assertEquals, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { JournalFailure } from "../../src/journal/journal.ts";
import type { Notice } from "../../src/protocol/webhook_events.ts";
import { QueueFile } from "../../src/webhooks/queue_file.ts";
import type { QueueStore } from "../../src/webhooks/queue_writer.ts";
import { fileTest, withDirectory } from "../journal/files.ts";
import { MemoryStore } from "./memory_store.ts";

function noticeOf(n: number): Notice {
  return { id: `msg_${n}`, type: "t", session_id: "s", at: 1_000 + n, body: `{"n":"${n} é"}` };
}

/** What any store must do; `again`: the same one after a restart. */
function keeps(open: (again: boolean) => QueueStore): void {
  const first = open(false);
  for (const n of [1, 2, 3]) first.add(n, noticeOf(n), n === 2 ? ["a"] : ["a", "b"]);
  first.settle(1, "a");
  first.settle(2, "a");
  first.settle(3, "nobody");
  first.close();
  const second = open(true);
  assertEquals(second.load(), [
    { n: 1, notice: noticeOf(1), endpoints: ["b"] },
    { n: 3, notice: noticeOf(3), endpoints: ["a", "b"] },
  ]);
  for (const [n, key] of [[1, "b"], [3, "a"], [3, "b"]] as const) second.settle(n, key);
  assertEquals(second.load(), []);
  second.close();
  second.close();
}

Deno.test("[A4] a queue in memory keeps what was added and not settled", () => {
  const store = new MemoryStore();
  keeps(() => store);
});

fileTest("[A4] a queue in a file keeps what was added and not settled, for this user alone", () => {
  withDirectory((directory) => {
    keeps(() => new QueueFile(directory, "normal"));
    const { mode } = Deno.statSync(`${directory}/webhooks.db`);
    if (Deno.build.os !== "windows") assertEquals((mode ?? 0) & 0o777, 0o600);
  });
});

fileTest("[A4] a file of something else, or of a newer version, is left alone", () => {
  withDirectory((directory) => {
    const path = `${directory}/webhooks.db`;
    new QueueFile(directory, "normal").close();
    const database = new DatabaseSync(path);
    database.exec("PRAGMA user_version = 99");
    database.close();
    const newer = assertThrows(() => new QueueFile(directory, "normal"), JournalFailure);
    assert(newer instanceof JournalFailure && newer.message.includes("newer version"));
    Deno.writeTextFileSync(
      path,
      "no database at all, and longer than the header of one is".repeat(9),
    );
    assertThrows(() => new QueueFile(directory, "normal"), JournalFailure);
  });
});
