// Sessions read back from data files, beside their writer or without one.
import { DatabaseSync } from "node:sqlite";
import { assertEquals, assertThrows, fail } from "@std/assert";
import type { EndReason, Room } from "../../src/room/state.ts";
import { dataFile } from "../../src/journal/data_directory.ts";
import { JournalFailure } from "../../src/journal/journal.ts";
import { writeOf } from "../../src/journal/room_parts.ts";
import { listSessions, readSessions, type SessionHead } from "../../src/journal/saved_sessions.ts";
import { SqliteJournal } from "../../src/journal/sqlite_journal.ts";
import { fileTest } from "./files.ts";
import { roomOfOne } from "./rooms_of_one.ts";

const BEGAN = 1_800_000_000_000;

function roomWith(roomId: string, tickets: readonly string[], now = BEGAN): Room {
  return roomOfOne(roomId, tickets, { now });
}

class Files implements Disposable {
  readonly path = Deno.makeTempDirSync();
  readonly #journals: SqliteJournal[] = [];

  /** Saves the room as worker `n` would. */
  save(n: number, room: Room, ended: { reason: EndReason; ended_at: number } | null = null): void {
    const journal = this.#journals[n] ??= new SqliteJournal(dataFile(this.path, n), "normal");
    const write = writeOf(null, { room, tokens: new Map() }, null);
    const end = writeOf({ room, tokens: new Map() }, { room, tokens: new Map() }, ended);
    journal.commit([write, end].filter((one) => one !== null));
  }

  [Symbol.dispose](): void {
    for (const journal of this.#journals) journal?.close();
    Deno.removeSync(this.path, { recursive: true });
  }
}

fileTest("sessions of all files, the newest first, while they are being written", () => {
  using files = new Files();
  files.save(0, roomWith("AAAAAAAA", ["T-1", "T-2"]), { reason: "idle", ended_at: BEGAN + 9 });
  files.save(1, roomWith("BBBBBBBB", ["T-3"], BEGAN + 5));
  const sessions = readSessions(files.path, {}, fail);
  assertEquals(
    sessions.map(({ room_id, ended_at, reason, participants, ballots }) => [
      room_id,
      ended_at,
      reason,
      participants.map(({ name }) => name),
      ballots.map(({ ticket }) => ticket.ticket_id),
    ]),
    [
      ["BBBBBBBB", null, null, ["Ana"], ["T-3"]],
      ["AAAAAAAA", BEGAN + 9, "idle", ["Ana"], ["T-1", "T-2"]],
    ],
  );
  assertEquals(sessions[0]?.ballots, roomWith("BBBBBBBB", ["T-3"], BEGAN + 5).history);
});

fileTest("of one room, and since a time: what goes on is always of now", () => {
  using files = new Files();
  files.save(0, roomWith("AAAAAAAA", ["T-1"]), { reason: "idle", ended_at: BEGAN + 9 });
  files.save(0, roomWith("AAAAAAAA", ["T-2"], BEGAN + 5), {
    reason: "admin_left",
    ended_at: BEGAN + 20,
  });
  files.save(0, roomWith("BBBBBBBB", ["T-3"]));
  const idsOf = (filter: Parameters<typeof readSessions>[1]) =>
    readSessions(files.path, filter, fail).map(({ room_id, created_at }) => [
      room_id,
      created_at - BEGAN,
    ]);
  assertEquals(idsOf({ room_id: "AAAAAAAA" }), [["AAAAAAAA", 5], ["AAAAAAAA", 0]]);
  assertEquals(idsOf({ since: BEGAN + 10 }), [["AAAAAAAA", 5], ["BBBBBBBB", 0]]);
  assertEquals(idsOf({ since: BEGAN + 10, room_id: "CCCCCCCC" }), []);
});

fileTest(
  "a session that is in two files, while it is moved, is listed once, as it is now",
  () => {
    using files = new Files();
    files.save(0, roomWith("AAAAAAAA", ["T-1"]));
    files.save(1, roomWith("AAAAAAAA", ["T-1", "T-2"]));
    files.save(2, roomWith("BBBBBBBB", ["T-1"]), { reason: "idle", ended_at: BEGAN + 9 });
    files.save(3, roomWith("BBBBBBBB", ["T-1"]));
    assertEquals(
      readSessions(files.path, {}, fail).map(({ room_id, reason, ballots }) => [
        room_id,
        reason,
        ballots.length,
      ]),
      [["BBBBBBBB", "idle", 1], ["AAAAAAAA", null, 2]],
    );
  },
);

fileTest("what can't be read is reported with its path", () => {
  using files = new Files();
  assertEquals(readSessions(files.path, {}, fail), []);
  Deno.writeTextFileSync(dataFile(files.path, 0), "no database, but long enough to look for one");
  assertThrows(() => readSessions(files.path, {}, fail), JournalFailure, dataFile(files.path, 0));
  assertThrows(() => readSessions("/no/such/place", {}, fail), JournalFailure, "/no/such/place");
});

fileTest(
  "a session that is damaged costs only itself, and is named with what is wrong",
  () => {
    using files = new Files();
    for (const roomId of ["AAAAAAAA", "BBBBBBBB", "CCCCCCCC"]) {
      files.save(0, roomWith(roomId, ["T-1"]), { reason: "idle", ended_at: BEGAN + 1 });
    }
    const path = dataFile(files.path, 0);
    const database = new DatabaseSync(path);
    database.exec("UPDATE ballots SET summary = '{}' WHERE room_id = 'BBBBBBBB'");
    for (const table of ["sessions", "participants"]) {
      database.exec(
        `UPDATE ${table} SET room_id = 'C' || char(27) || '[2J' WHERE room_id = 'CCCCCCCC'`,
      );
    }
    database.exec("UPDATE participants SET joined_at = -1 WHERE room_id LIKE 'C%'");
    database.close();
    const problems: string[] = [];
    const sessions = readSessions(files.path, {}, (problem) => problems.push(problem));
    assertEquals(sessions.map(({ room_id }) => room_id), ["AAAAAAAA"]);
    assertEquals(problems.map((problem) => problem.replace(` (in ${path})`, "")), [
      "a session of room BBBBBBBB can't be read: ballots[0].summary.counts is no list",
      "a session of room C\u001b[2J can't be read: participants[0].joined_at is no whole number",
    ]);
  },
);

fileTest(
  "a list has as many sessions as were asked for, in place of those that are damaged",
  () => {
    using files = new Files();
    const ids = ["AAAAAAAA", "BBBBBBBB", "CCCCCCCC", "DDDDDDDD", "EEEEEEEE"];
    for (const [n, roomId] of ids.entries()) files.save(0, roomWith(roomId, ["T-1"], BEGAN - n));
    const path = dataFile(files.path, 0);
    const database = new DatabaseSync(path);
    database.exec(`
    UPDATE sessions SET reason = 'x' WHERE room_id = 'AAAAAAAA';
    UPDATE sessions SET ended_at = 9007199254740993 WHERE room_id = 'CCCCCCCC'
  `);
    database.close();
    const problems: string[] = [];
    const complain = (problem: string) => problems.push(problem.replace(/:.*/, ""));
    const list = (after: SessionHead | null) =>
      listSessions(files.path, { after, most: 2, complain });
    const first = list(null);
    assertEquals(first.map(({ room_id }) => room_id), ["BBBBBBBB", "DDDDDDDD"]);
    const rest = list(first.at(-1) ?? null);
    assertEquals(rest.map(({ room_id, people, ballots }) => [room_id, people, ballots]), [
      ["EEEEEEEE", 1, 1],
    ]);
    assertEquals(
      problems,
      ["AAAAAAAA", "CCCCCCCC"].map((id) => `a session of room ${id} can't be read`),
    );
  },
);
