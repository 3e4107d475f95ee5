// Files of the first schema: everything in them is there afterwards, in the new form, and what was damaged is
// named as before. The rows are those that the first schema's program wrote.
import { assertEquals, assertThrows, fail } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { FIBONACCI } from "../../src/room/deck.ts";
import type { Command } from "../../src/room/events.ts";
import { withHistory } from "../../src/room/history.ts";
import { createRoom, step } from "../../src/room/room.ts";
import type { OpenBallot, Room } from "../../src/room/state.ts";
import { dataFile } from "../../src/journal/data_directory.ts";
import { deleteSessions } from "../../src/journal/delete_session.ts";
import { JournalFailure } from "../../src/journal/journal.ts";
import { readSessions } from "../../src/journal/saved_sessions.ts";
import { SqliteJournal } from "../../src/journal/sqlite_journal.ts";
import { APPLICATION_ID, MIGRATIONS } from "../../src/journal/sqlite_schema.ts";
import { at } from "../room/moments.ts";
import { fileTest, withDirectory } from "./files.ts";

const T0 = 1_700_000_000_000;

/** A room of three, one of whom has left, with a revealed ballot and an open one. */
function roomOf(roomId: string): Room {
  const admin = { member_id: "ana", name: "Ana", role: "voter", protocol: "v2" } as const;
  let room = createRoom({ room_id: roomId, capacity: 5, deck: FIBONACCI, admin }, at(T0));
  const joins = (memberId: string): Command[] => [
    { type: "reserve", member_id: memberId, name: `${memberId} ☕`, role: "voter", protocol: "v2" },
    { type: "announce", by: memberId },
  ];
  const commands: Command[] = [
    { type: "announce", by: "ana" },
    ...joins("zoe"),
    ...joins("bob"),
    { type: "begin", by: "ana", ticket: { ticket_id: "T-1", title: "one" } },
    { type: "vote", by: "zoe", ticket_id: "T-1", card: "8" },
    { type: "reveal", by: "ana", ticket_id: "T-1", force: true },
    { type: "begin", by: "ana", ticket: { ticket_id: "T-2" } },
    { type: "vote", by: "zoe", ticket_id: "T-2", card: "3" },
    { type: "vote", by: "ana", ticket_id: "T-2", card: "5" },
    { type: "leave", by: "bob" },
  ];
  for (const command of commands) {
    const result = step(room, command, at(T0 + 1));
    if (result.kind === "done") room = result.room;
  }
  // what an older program never suggested nobody can suggest now
  return withHistory(
    room,
    room.history.map((ballot) => ({
      ...ballot,
      summary: { ...ballot.summary, suggestion: null },
    })),
  );
}

/** As the first schema's program wrote it: it knew nothing of leavers, nor of where a ticket came from. */
function openOf({ votes, v1_leavers: _leavers, queued: _queued, ...open }: OpenBallot) {
  return { ...open, votes: [...votes.values()] };
}

/** A file of the first schema. */
class OldFile {
  readonly database: DatabaseSync;

  constructor(path: string) {
    this.database = new DatabaseSync(path);
    this.database.exec(`
      PRAGMA application_id = ${APPLICATION_ID}; ${MIGRATIONS[0]}; PRAGMA user_version = 1;
    `);
  }

  /** `ended_at`: null while it goes on. */
  saves(
    { room_id: roomId, created_at: createdAt, participants, history, ...room }: Room,
    endedAt: number | null,
  ) {
    const reason = endedAt === null ? null : "idle";
    this.#insert("sessions", {
      ...{ room_id: roomId, created_at: createdAt, ended_at: endedAt, reason },
      participants: JSON.stringify(participants),
    });
    for (const [n, ballot] of history.entries()) {
      const { ticket: { ticket_id, title = null }, attempt, opened_at, revealed_at } = ballot;
      const { suggestion: _, ...summary } = ballot.summary;
      this.#insert("ballots", {
        ...{
          room_id: roomId,
          created_at: createdAt,
          n,
          ticket_id,
          title,
          attempt,
          opened_at,
          revealed_at,
        },
        votes: JSON.stringify(ballot.votes),
        summary: JSON.stringify(summary),
        estimate: ballot.estimate,
      });
    }
    if (endedAt !== null) return;
    const { capacity, deck, version, active_at, members, ballot, queue } = room;
    const { admin_id, timer_ends_at, admin_awaited_until, filled } = room;
    const { who_runs: _, ...settings } = room.settings;
    const open = ballot === null || ballot.phase === "revealed" ? null : openOf(ballot);
    this.#insert("rooms", {
      ...{ room_id: roomId, created_at: createdAt, version, active_at },
      fixed: JSON.stringify({ capacity, deck }),
      head: JSON.stringify({ admin_id, settings, timer_ends_at, admin_awaited_until, filled }),
      ballot: JSON.stringify(open),
    });
    this.#insert("members", { room_id: roomId, members: JSON.stringify([...members.values()]) });
    this.#insert("queues", { room_id: roomId, queue: JSON.stringify(queue) });
    this.#insert("tokens", { room_id: roomId, hash: "a hash", member_id: "ana" });
  }

  #insert(table: string, row: Readonly<Record<string, string | number | null>>): void {
    const places = Object.keys(row).map(() => "?").join(", ");
    this.database.prepare(
      `INSERT INTO ${table} (${Object.keys(row).join(", ")}) VALUES (${places})`,
    )
      .run(...Object.values(row));
  }
}

fileTest("[S6] a file of the first schema: its rooms go on, and its results are the same", () => {
  withDirectory((directory) => {
    const path = dataFile(directory, 0);
    const old = new OldFile(path);
    const [living, ended, empty] = ["LIVING", "ENDED", "EMPTY"].map(roomOf);
    if (living === undefined || ended === undefined || empty === undefined) return fail();
    old.saves(living, null);
    old.saves(ended, T0 + 5);
    old.saves({ ...empty, history: [] }, T0 + 6);
    old.saves({ ...empty, room_id: "YESTERDAY", history: [] }, T0 + 6 - 24 * 3_600_000);
    old.database.close();
    const shown = () =>
      readSessions(directory, {}, fail).map((session) => [
        ...[session.room_id, session.ended_at, session.participants, session.ballots],
      ]).filter(([room_id]) => room_id === "LIVING" || room_id === "ENDED").sort();
    const before = shown();
    assertEquals(before.length, 2);

    const journal = new SqliteJournal(path, "normal");
    const { rooms, ended: known, damaged } = journal.load(0);
    assertEquals(damaged, []);
    assertEquals(rooms, [{ room: living, tokens: new Map([["a hash", "ana"]]) }]);
    assertEquals([...rooms[0]?.room.members.keys() ?? []], ["ana", "zoe"]);
    assertEquals(known.map(({ room_id }) => room_id), ["ENDED", "EMPTY"]);
    assertEquals(shown(), before);
    assertEquals(readSessions(directory, {}, fail).length, 2, "none without a ballot is kept");
    journal.close();
  });
});

fileTest(
  "a session of a file of the first schema is deleted before any server has opened it",
  () => {
    withDirectory((directory) => {
      const old = new OldFile(dataFile(directory, 0));
      for (const roomId of ["STAYS", "DELETED"]) old.saves(roomOf(roomId), T0 + 5);
      old.saves(roomOf("LIVING"), null);
      old.database.close();
      assertEquals(deleteSessions(directory, "DELETED"), 1);
      assertThrows(() => deleteSessions(directory, "LIVING"), JournalFailure, "goes on");
      const left = readSessions(directory, {}, fail).map(({ room_id }) => room_id);
      assertEquals(left, ["STAYS", "LIVING"]);
      new SqliteJournal(dataFile(directory, 0), "normal").close();
      assertEquals(readSessions(directory, {}, fail).map(({ room_id }) => room_id), left);
    });
  },
);

/** What is done to a room's rows, and what is reported of it afterwards. */
const DAMAGES: Readonly<Record<string, readonly [sql: string, problem: string]>> = {
  "members that are no JSON": ["UPDATE members SET members = 'x'", "member[0] is no JSON"],
  "members that are no list": [
    "UPDATE members SET members = '{}'",
    "member[0].member_id is no text",
  ],
  "a member without a name": [
    "UPDATE members SET members = json_remove(members, '$[1].name')",
    "member[1].name is no text",
  ],
  "a ballot that is no JSON": ["UPDATE rooms SET ballot = '{'", "ballot is no JSON"],
  "votes that are no list": [
    "UPDATE rooms SET ballot = json_set(ballot, '$.votes', 1)",
    "ballot.votes is no list",
  ],
  "a vote that is none": [
    "UPDATE rooms SET ballot = json_set(ballot, '$.votes[0]', 'x')",
    "vote[0] is no JSON",
  ],
  "participants that are no JSON": [
    "UPDATE sessions SET participants = 'x'",
    "participants[0].joined_at is no whole number",
  ],
  "a participant without a name": [
    "UPDATE sessions SET participants = json_remove(participants, '$[2].name')",
    "participants[2].joined_at is no whole number",
  ],
  "no session": ["DELETE FROM sessions", "its session is missing"],
};

for (const [what, [sql, problem]] of Object.entries(DAMAGES)) {
  fileTest(
    `[S6] ${what}, in a file of the first schema: it is named, and the others come back`,
    () => {
      withDirectory((directory) => {
        const path = dataFile(directory, 0);
        const old = new OldFile(path);
        old.saves(roomOf("BROKEN"), null);
        old.database.exec(sql);
        old.saves(roomOf("SOUND"), null);
        old.database.close();
        const journal = new SqliteJournal(path, "normal");
        const { rooms, damaged } = journal.load(0);
        assertEquals(damaged, [{ room_id: "BROKEN", problem }]);
        assertEquals(rooms.map(({ room }) => room.room_id), ["SOUND"]);
        journal.close();
      });
    },
  );
}
