// What one more member, vote or departure costs a file does not depend on how many there are already: bytes of
// the write-ahead log, of the first few in a large room against the last few.
import { DatabaseSync } from "node:sqlite";
import { assert, assertLess } from "@std/assert";
import { FIBONACCI } from "../../src/room/deck.ts";
import type { Command } from "../../src/room/events.ts";
import { createRoom, step } from "../../src/room/room.ts";
import type { Room } from "../../src/room/state.ts";
import type { Saved } from "../../src/journal/journal.ts";
import { writeOf } from "../../src/journal/room_parts.ts";
import { SqliteJournal } from "../../src/journal/sqlite_journal.ts";
import { withFormer, withToken } from "../../src/journal/tokens.ts";
import { at } from "../room/moments.ts";
import { fileTest, withDirectory } from "./files.ts";

const MEMBERS = 1_000;
/** How many are measured, of the first hundred and of the last: pages of a tree fill up now and then. */
const MEASURED = 40;
/** How much more the last ones may cost. A list that is written whole costs dozens of times as much. */
const RATIO_MAX = 2;
const ID = "7Z3K9QWD";

class BigRoom {
  readonly #journal: SqliteJournal;
  readonly #reader: DatabaseSync;
  readonly #wal: string;
  #room: Room;
  #tokens: Saved["tokens"] = new Map();
  #saved: Saved | null = null;
  #now = 1_700_000_000_000;

  constructor(directory: string) {
    this.#journal = new SqliteJournal(`${directory}/worker-0.db`, "normal");
    this.#reader = new DatabaseSync(`${directory}/worker-0.db`);
    this.#wal = `${directory}/worker-0.db-wal`;
    const admin = { member_id: idOf(0), name: "Ana", role: "voter", protocol: "v2" } as const;
    const options = { room_id: ID, capacity: MEMBERS, deck: FIBONACCI, admin };
    this.#room = createRoom(options, at(this.#now));
    this.does({ type: "announce", by: idOf(0) });
    this.does({ type: "begin", by: idOf(0), ticket: { ticket_id: "T" } });
  }

  close(): void {
    this.#reader.close();
    this.#journal.close();
  }

  /** Does all of these. */
  does(...commands: readonly Command[]): void {
    for (const command of commands) {
      const result = step(this.#room, command, at(this.#now++));
      assert(result.kind === "done", JSON.stringify(command));
      this.#room = result.room;
    }
  }

  /** Saves the room, and returns how many bytes that took. */
  save(): number {
    const now: Saved = { room: this.#room, tokens: this.#tokens };
    const write = writeOf(this.#saved, now, null);
    if (write === null) return 0;
    this.#saved = now;
    // a log that is emptied before each commit is as long as that took
    this.#reader.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    this.#journal.commit([write]);
    return Deno.statSync(this.#wal).size;
  }

  joins(n: number): void {
    const memberId = idOf(n);
    this.#tokens = withToken(this.#tokens, hashOf(n), memberId);
    const name = `A member with a name, ${n}`;
    this.does(
      { type: "reserve", member_id: memberId, name, role: "voter", protocol: "v2" },
      { type: "announce", by: memberId },
    );
  }

  votes(n: number): void {
    this.does({ type: "vote", by: idOf(n), ticket_id: "T", card: "5" });
  }

  leaves(n: number): void {
    this.#tokens = withFormer(this.#tokens, hashOf(n));
    this.does({ type: "leave", by: idOf(n) });
  }
}

function idOf(n: number): string {
  return `01JZZZZZZZZZZZZZZZZZZ${n}`.padEnd(26, "0");
}

function hashOf(n: number): string {
  return `${n}`.padStart(64, "0");
}

/** Has each member of the room do it, and compares what the first and the last of them took, on average. */
function compare(what: string, room: BigRoom, each: (n: number) => void): void {
  const [first, last]: [number[], number[]] = [[], []];
  for (let n = 1; n < MEMBERS; n++) {
    const measured = n > 10 && n <= 10 + MEASURED ? first : n >= MEMBERS - MEASURED ? last : null;
    if (measured !== null && measured.length === 0) room.save();
    each(n);
    measured?.push(room.save());
  }
  const mean = (some: readonly number[]) => some.reduce((a, b) => a + b, 0) / some.length;
  const [few, many] = [mean(first), mean(last)];
  assertLess(many, few * RATIO_MAX, `${what}: ${few} bytes at first, ${many} in the end`);
}

fileTest(
  "[S6] one more in a room costs the journal the same, whether it has 10 members or 1,000",
  () => {
    withDirectory((directory) => {
      const room = new BigRoom(directory);
      compare("joins", room, (n) => room.joins(n));
      compare("votes", room, (n) => room.votes(n));
      compare("leaves", room, (n) => room.leaves(n));
      room.close();
    });
  },
);
