// Files of the second schema, of before rooms could change and tickets had more than a title: their rooms go on
// and can change now, and their results are read, by whoever opens the file first. The rows are those that the
// second schema's program wrote.
import { assert, assertEquals, assertStringIncludes, fail } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { listText, sessionText } from "../../src/cli/results_text.ts";
import { homeOf } from "../../src/base/ids.ts";
import { dataFile, openDataDirectory } from "../../src/journal/data_directory.ts";
import { writeOf } from "../../src/journal/room_parts.ts";
import { readSessions } from "../../src/journal/saved_sessions.ts";
import { SqliteJournal } from "../../src/journal/sqlite_journal.ts";
import { APPLICATION_ID, MIGRATIONS } from "../../src/journal/sqlite_schema.ts";
import { withHistory } from "../../src/room/history.ts";
import type { RevealedBallot, Room } from "../../src/room/state.ts";
import { fileTest, withDirectory } from "./files.ts";
import { MEMBER_ID, roomOfOne } from "./rooms_of_one.ts";

const T0 = 1_700_000_000_000;
const SCHEMA = 2;

/** As the second schema's program had it: no suggestion. */
function former(ballot: RevealedBallot): RevealedBallot {
  return { ...ballot, summary: { ...ballot.summary, suggestion: null } };
}

/** A room with a revealed ballot and an open one, as it is once it has been read from such a file. */
function roomOf(roomId: string): Room {
  const room = roomOfOne(roomId, ["T-1"], { now: T0, open: "T-2" });
  return withHistory(room, room.history.map(former));
}

/** Writes a file of the second schema with a room that goes on, and a session that ended. */
function writeFile(path: string, living: Room, ended: Room): void {
  const database = new DatabaseSync(path);
  const migrations = MIGRATIONS.slice(0, SCHEMA).join(";");
  database.exec(`
    PRAGMA application_id = ${APPLICATION_ID}; ${migrations}; PRAGMA user_version = ${SCHEMA};
    UPDATE owner SET workers = 1;
  `);
  const insert = (table: string, row: Readonly<Record<string, string | number | null>>) => {
    const places = Object.keys(row).map(() => "?").join(", ");
    const columns = Object.keys(row).join(", ");
    database.prepare(`INSERT INTO ${table} (${columns}) VALUES (${places})`)
      .run(...Object.values(row));
  };
  for (const [room, ended_at] of [[living, null], [ended, T0 + 5]] as const) {
    const { room_id, created_at, participants, history } = room;
    const reason = ended_at === null ? null : "idle";
    insert("sessions", { room_id, created_at, ended_at, reason });
    for (const { member_id, name, joined_at, left_at } of participants) {
      insert("participants", { room_id, created_at, member_id, name, joined_at, left_at });
    }
    for (const [n, { ticket, attempt, opened_at, revealed_at, ...rest }] of history.entries()) {
      const { suggestion: _, ...summary } = rest.summary;
      insert("ballots", {
        ...{ room_id, created_at, n, ticket_id: ticket.ticket_id, title: ticket.title ?? null },
        ...{ attempt, opened_at, revealed_at, estimate: rest.estimate },
        votes: JSON.stringify(rest.votes),
        summary: JSON.stringify(summary),
      });
    }
  }
  const { room_id, created_at, version, active_at, capacity, deck, members, queue } = living;
  const { admin_id, timer_ends_at, admin_awaited_until, filled, ballot } = living;
  const { auto_reveal, on_admin_leave } = living.settings;
  assert(ballot !== null && ballot.phase !== "revealed");
  const { votes, queued: _, ...open } = ballot;
  insert("rooms", {
    ...{ room_id, created_at, version, active_at, fixed: JSON.stringify({ capacity, deck }) },
    head: JSON.stringify({
      ...{ admin_id, settings: { auto_reveal, on_admin_leave } },
      ...{ timer_ends_at, admin_awaited_until, filled },
    }),
    ballot: JSON.stringify(open),
    commit_no: 7,
  });
  for (const member of members.values()) {
    const { member_id } = member;
    insert("members", { room_id, member_id, member: JSON.stringify(member) });
  }
  for (const vote of votes.values()) {
    insert("votes", { room_id, member_id: vote.member_id, vote: JSON.stringify(vote) });
  }
  insert("queues", { room_id, queue: JSON.stringify(queue) });
  insert("tokens", { room_id, hash: "a hash", member_id: MEMBER_ID });
  database.close();
}

function schemaOf(path: string): unknown {
  const database = new DatabaseSync(path, { readOnly: true });
  const version = database.prepare("PRAGMA user_version").get()?.["user_version"];
  database.close();
  return version;
}

fileTest(
  "[R16] results of a file of the second schema are read before any server has migrated it",
  () => {
    withDirectory((directory) => {
      const path = dataFile(directory, 0);
      const [living, ended] = [roomOf("LIVING"), roomOf("ENDED")];
      writeFile(path, living, ended);
      const sessions = readSessions(directory, {}, fail);
      assertEquals(
        sessions.map(({ room_id, ballots, participants }) => [room_id, ballots, participants])
          .sort(),
        [ended, living].map((room) => [room.room_id, room.history, room.participants]),
      );
      assertEquals(listText(sessions, "csv").split("\r\n").length, 4);
      const [session] = sessions;
      assert(session !== undefined);
      // no link, no note, and nothing was suggested then
      assert(sessionText(session, "csv").endsWith("Z,,,\r\n"));
      for (const format of ["json", "markdown", "table"] as const) {
        assertStringIncludes(sessionText(session, format), "T-1");
      }
      assertEquals(schemaOf(path), SCHEMA, "who reads changes nothing");
    });
  },
);

fileTest(
  "[S6, R17b] a file of the second schema: its room goes on, and what was fixed about it can change",
  () => {
    withDirectory((directory) => {
      const path = dataFile(directory, 0);
      const living = roomOf("LIVING");
      writeFile(path, living, roomOf("ENDED"));
      const journal = new SqliteJournal(path, "normal");
      const { rooms: [saved, ...more], damaged } = journal.load(0);
      assertEquals([more, damaged], [[], []]);
      assert(saved !== undefined);
      assertEquals(saved, { room: living, tokens: new Map([["a hash", MEMBER_ID]]) });
      assertEquals([saved.room.locked, saved.room.name, saved.room.settings.who_runs], [
        false,
        null,
        "admin",
      ]);

      const url = "https://tracker.example/T-1";
      const about = { url, description: "- one\n- two", tracker: "JIRA" };
      const room: Room = {
        ...saved.room,
        name: "Team A",
        locked: true,
        passcode_hash: "a hash of it",
        bars: [{ name: "Eve", origin: "somewhere" }],
        capacity: 9,
        queue: [{ ticket_id: "T-3", ...about }],
        history: saved.room.history.map((ballot) => ({
          ...ballot,
          ticket: { ...ballot.ticket, ...about },
          note: "first this,\nthen that",
        })),
      };
      const write = writeOf(saved, { ...saved, room }, null);
      assert(write !== null);
      journal.commit([write]);
      journal.close();
      const again = new SqliteJournal(path, "normal");
      const [{ room: back } = fail()] = again.load(0).rooms;
      assertEquals(back, withHistory(room, room.history));
      again.close();
      const [session] = readSessions(directory, { room_id: "LIVING" }, fail);
      assertEquals(session?.ballots, room.history);
    });
  },
);

fileTest(
  "[S1] a file of the second schema over more workers: rooms are moved and migrated in one start",
  () => {
    withDirectory((directory) => {
      const workers = 3;
      assert(homeOf("LIVING", workers) > 0);
      const living = roomOf("LIVING");
      writeFile(dataFile(directory, 0), living, roomOf("ENDED"));
      openDataDirectory(directory, { workers, sync: "normal" }).close();
      const journal = new SqliteJournal(dataFile(directory, homeOf("LIVING", workers)), "normal");
      assertEquals(journal.load(0).rooms.map(({ room }) => room), [living]);
      journal.close();
      assertEquals(readSessions(directory, {}, fail).length, 2);
    });
  },
);
