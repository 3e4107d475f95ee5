/**
 * Reads the sessions in data files, both ended and running ones, while a server may be writing them. It opens the files
 * read-only, and never waits for their writer.
 */
import { DatabaseSync } from "node:sqlite";
import type { EndReason, Participant, RevealedBallot, RoomId } from "../room/state.ts";
import { sessionIdOf } from "../room/results.ts";
import { newestFirst } from "./contents.ts";
import { dataFiles } from "./data_directory.ts";
import * as v from "valibot";
import { fields } from "../protocol/fields.ts";
import { Damaged, integer, listOf, read, readJson, text } from "./decode_columns.ts";
import { endReason, participant } from "./decode_room.ts";
import { explained, recognise } from "./sqlite_file.ts";
import { FORGOTTEN_AT } from "./sqlite_prune.ts";
import { participantOf, revealedBallot, type Row } from "./sqlite_rows.ts";
import { NUMBER_MAX } from "./sqlite_schema.ts";
import { rowsOf, type StoredRow } from "./sqlite_statements.ts";

/** A saved session. Times are in milliseconds since 1970. */
export interface SavedSession {
  readonly room_id: RoomId;
  readonly created_at: number;
  /** null: it is running, or its server has not been started since. */
  readonly ended_at: number | null;
  readonly reason: EndReason | null;
  readonly participants: readonly Participant[];
  readonly ballots: readonly RevealedBallot[];
}

/** The position of a session in a list, which is sorted by time and then by the room's id, both descending. */
export type SessionPosition = Pick<SavedSession, "room_id" | "created_at">;

/** A session in a list. */
export type SessionHead = Omit<SavedSession, "participants" | "ballots"> & {
  /** Numbers of people who took part, and of ballots. */
  readonly people: number;
  readonly ballots: number;
};

interface SessionFilter {
  /** Only sessions of this room. */
  readonly room_id?: RoomId;
  /** Only sessions that ended at this time or later, or are running. */
  readonly since?: number;
}

/** Called with a line about a session that can't be read. It may contain any content of the file. */
type Complain = (problem: string) => void;

/**
 * The sessions in the files of a directory, the newest first. An invalid session is left out, and `complain` is called.
 * Throws a `JournalFailure` with the file's name if a whole file can't be read.
 */
export function readSessions(
  directory: string,
  { room_id: roomId, since = 0 }: SessionFilter,
  complain: Complain,
): readonly SavedSession[] {
  const found = new Map<string, SavedSession>();
  for (const path of dataFiles(directory)) {
    const sessions = sessionsOf(path, { room_id: roomId ?? null, since, complain });
    addNewer(found, sessions, ({ ballots }) => ballots.length);
  }
  return [...found.values()].sort(newestFirst);
}

interface Page {
  /** null: the list begins with the newest. */
  readonly after: SessionPosition | null;
  readonly most: number;
  readonly complain: Complain;
}

/**
 * The newest `most` sessions in the files of a directory, the newest first; with `after`, of those that come after it
 * in this order. Of all other sessions it reads only their rows in one table. Otherwise as `readSessions`.
 */
export function listSessions(directory: string, page: Page): readonly SessionHead[] {
  const found = new Map<string, SessionHead>();
  for (const path of dataFiles(directory)) {
    addNewer(found, headsOf(path, page), ({ ballots }) => ballots);
  }
  return [...found.values()].sort(newestFirst).slice(0, page.most);
}

/**
 * Adds the sessions of one file. A session is in two files while it is moved between them: where it has ended, or has
 * more ballots, it is newer.
 */
function addNewer<Session extends SessionPosition & Pick<SavedSession, "ended_at">>(
  found: Map<string, Session>,
  sessions: readonly Session[],
  ballotsOf: (session: Session) => number,
): void {
  const age = (one: Session) => one.ended_at === null ? ballotsOf(one) : Infinity;
  for (const session of sessions) {
    const id = sessionIdOf(session);
    const other = found.get(id);
    if (other === undefined || age(session) > age(other)) found.set(id, session);
  }
}

const head = fields({
  room_id: text,
  created_at: integer,
  ended_at: v.nullable(integer),
  reason: v.nullable(endReason),
  people: integer,
  ballots: integer,
});

function headsOf(path: string, { after, most, complain }: Page): readonly SessionHead[] {
  return explained(path, () => {
    const database = new DatabaseSync(path, { readOnly: true });
    try {
      recognise(database, path);
      const people = isFirstSchema(database)
        ? "json_array_length(participants)"
        : "(SELECT count(*) FROM participants WHERE room_id = s.room_id AND created_at = s.created_at)";
      // ballots and people are counted only for the sessions that are returned
      const rows = database.prepare(`
        SELECT room_id, created_at, ended_at, reason, ${people} AS people, (
          SELECT count(*) FROM ballots WHERE room_id = s.room_id AND created_at = s.created_at
        ) AS ballots
        FROM (
          SELECT * FROM sessions
          WHERE (ended_at IS NULL OR ended_at > ?) AND (created_at, room_id) < (?, ?)
          ORDER BY created_at DESC, room_id DESC LIMIT ?
        ) AS s
      `);
      const heads: SessionHead[] = [];
      let position: StoredRow | undefined = after ?? { created_at: NUMBER_MAX, room_id: "" };
      // again in place of those that can't be read
      while (position !== undefined && heads.length < most) {
        const { created_at = null, room_id = null } = position;
        const found = rowsOf(rows, FORGOTTEN_AT, created_at, room_id, most - heads.length);
        heads.push(...readable(found, { path, complain }, (row) => read(head, row, "session")));
        position = found.at(-1);
      }
      return heads;
    } finally {
      database.close();
    }
  }, "read");
}

function sessionsOf(
  path: string,
  { room_id: roomId, since, complain }: {
    readonly room_id: RoomId | null;
    readonly since: number;
    readonly complain: Complain;
  },
): readonly SavedSession[] {
  return explained(path, () => {
    const database = new DatabaseSync(path, { readOnly: true });
    try {
      recognise(database, path);
      const sessions = database.prepare(`
        SELECT * FROM sessions
        WHERE (ended_at IS NULL OR ended_at >= ?) AND (? IS NULL OR room_id = ?)
      `);
      const participants = participantsIn(database);
      const ballots = database.prepare(
        "SELECT * FROM ballots WHERE room_id = ? AND created_at = ? ORDER BY n",
      );
      const found = rowsOf(sessions, Math.max(since, FORGOTTEN_AT + 1), roomId, roomId);
      return readable(found, { path, complain }, (row) => {
        const roomId = read(text, row["room_id"], "room_id");
        const createdAt = read(integer, row["created_at"], "created_at");
        return {
          room_id: roomId,
          created_at: createdAt,
          ended_at: read(v.nullable(integer), row["ended_at"], "ended_at"),
          reason: read(v.nullable(endReason), row["reason"], "reason"),
          participants: participants(row),
          ballots: rowsOf(ballots, roomId, createdAt).map(revealedBallot),
        };
      });
    } finally {
      database.close();
    }
  }, "read");
}

/** What is decoded from rows of sessions, without those that are damaged. */
function readable<Session>(
  rows: readonly Row[],
  { path, complain }: { readonly path: string; readonly complain: Complain },
  decode: (row: Row) => Session,
): readonly Session[] {
  return rows.flatMap((row) => {
    try {
      return [decode(row)];
    } catch (error) {
      if (!(error instanceof Damaged)) throw error;
      const of = String(row["room_id"]);
      complain(`a session of room ${of} can't be read: ${error.message} (in ${path})`);
      return [];
    }
  });
}

/** The people who took part in the session of this row. */
function participantsIn(database: DatabaseSync): (session: Row) => readonly Participant[] {
  if (isFirstSchema(database)) {
    return (session) => readJson(listOf(participant), session["participants"], "participants");
  }
  const rows = database.prepare(
    "SELECT * FROM participants WHERE room_id = ? AND created_at = ? ORDER BY rowid",
  );
  return ({ room_id, created_at }) =>
    rowsOf(rows, read(text, room_id, "room_id"), read(integer, created_at, "created_at"))
      .map(participantOf);
}

/** Whether the file has the first schema: no server of this version has opened it yet. */
export function isFirstSchema(database: DatabaseSync): boolean {
  const { version } = database.prepare("SELECT user_version AS version FROM pragma_user_version")
    .get() ?? {};
  return version === 1;
}
