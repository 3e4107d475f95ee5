// Sessions read back from data files, beside their writer or without one.
import { DatabaseSync } from "node:sqlite";
import { assertEquals, assertThrows, fail } from "@std/assert";
import { FIBONACCI } from "../../src/room/deck.ts";
import type { Command } from "../../src/room/events.ts";
import { createRoom, step } from "../../src/room/room.ts";
import type { EndReason, Room } from "../../src/room/state.ts";
import { dataFile } from "../../src/store/data_directory.ts";
import { JournalFailure, writeOf } from "../../src/store/journal.ts";
import { readSessions } from "../../src/store/saved_sessions.ts";
import { SqliteJournal } from "../../src/store/sqlite_journal.ts";
import { permittedTest } from "../permitted.ts";

const BEGAN = 1_800_000_000_000;

/** A room of one, in which these tickets were voted on. */
function roomWith(room_id: string, tickets: readonly string[], began = BEGAN): Room {
  const by = "ANA";
  const admin = { member_id: by, name: "ana", role: "voter", protocol: "v2" } as const;
  let room = createRoom({ room_id, capacity: 2, deck: FIBONACCI, admin }, began);
  const commands: Command[] = [
    { type: "announce", by },
    ...tickets.flatMap((ticket_id): Command[] => [
      { type: "begin", by, ticket: { ticket_id } },
      { type: "vote", by, ticket_id, card: "5" },
      { type: "reveal", by, ticket_id, force: false },
    ]),
  ];
  for (const command of commands) {
    const result = step(room, command, began);
    if (result.kind === "done") room = result.room;
  }
  return room;
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

permittedTest("sessions of all files, the newest first, while they are being written", async () => {
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
      ["BBBBBBBB", null, null, ["ana"], ["T-3"]],
      ["AAAAAAAA", BEGAN + 9, "idle", ["ana"], ["T-1", "T-2"]],
    ],
  );
  assertEquals(sessions[0]?.ballots, roomWith("BBBBBBBB", ["T-3"], BEGAN + 5).history);
  await Promise.resolve();
});

permittedTest("of one room, and since a time: what goes on is always of now", async () => {
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
  await Promise.resolve();
});

permittedTest(
  "a session that is in two files, while it is moved, is told once, as it is now",
  async () => {
    using files = new Files();
    files.save(0, roomWith("AAAAAAAA", ["T-1"]));
    files.save(1, roomWith("AAAAAAAA", ["T-1", "T-2"]));
    files.save(2, roomWith("BBBBBBBB", []), { reason: "idle", ended_at: BEGAN + 9 });
    files.save(3, roomWith("BBBBBBBB", []));
    assertEquals(
      readSessions(files.path, {}, fail).map(({ room_id, reason, ballots }) => [
        room_id,
        reason,
        ballots.length,
      ]),
      [["AAAAAAAA", null, 2], ["BBBBBBBB", "idle", 0]],
    );
    await Promise.resolve();
  },
);

permittedTest("what can't be read is told with its path", async () => {
  using files = new Files();
  assertEquals(readSessions(files.path, {}, fail), []);
  Deno.writeTextFileSync(dataFile(files.path, 0), "no database, but long enough to look for one");
  assertThrows(() => readSessions(files.path, {}, fail), JournalFailure, dataFile(files.path, 0));
  assertThrows(() => readSessions("/no/such/place", {}, fail), JournalFailure, "/no/such/place");
  await Promise.resolve();
});

permittedTest(
  "a session that is damaged costs only itself, and is named with what is wrong",
  async () => {
    using files = new Files();
    for (const room_id of ["AAAAAAAA", "BBBBBBBB", "CCCCCCCC"]) {
      files.save(0, roomWith(room_id, ["T-1"]), { reason: "idle", ended_at: BEGAN + 1 });
    }
    const path = dataFile(files.path, 0);
    const database = new DatabaseSync(path);
    database.exec("UPDATE ballots SET summary = '{}' WHERE room_id = 'BBBBBBBB'");
    database.exec(
      "UPDATE sessions SET room_id = 'C' || char(27) || '[2J' WHERE room_id = 'CCCCCCCC'",
    );
    database.exec("UPDATE sessions SET participants = 'x' WHERE room_id LIKE 'C%'");
    database.close();
    const problems: string[] = [];
    const sessions = readSessions(files.path, {}, (problem) => problems.push(problem));
    assertEquals(sessions.map(({ room_id }) => room_id), ["AAAAAAAA"]);
    assertEquals(problems.map((problem) => problem.replace(` (in ${path})`, "")), [
      "a session of room BBBBBBBB can't be read: ballots[0].summary.counts is no list",
      "a session of room C\u001b[2J can't be read: participants is no JSON",
    ]);
    await Promise.resolve();
  },
);
