/**
 * The sessions that data files know of, those that ended and those that go on, read beside whoever is
 * writing. It opens files for reading only, and never waits for their writer.
 */
import { DatabaseSync } from "node:sqlite";
import type { EndReason, Participant, RevealedBallot, RoomId } from "../room/state.ts";
import { dataFiles } from "./data_directory.ts";
import { listOf, oneOf, orNull, readJson, text, whole } from "./decode.ts";
import { participant } from "./decode_room.ts";
import { explained, recognise } from "./sqlite_file.ts";
import { revealedBallot } from "./sqlite_journal.ts";

/** A session as it is kept. Times are milliseconds since 1970. */
export interface SavedSession {
  readonly room_id: RoomId;
  readonly created_at: number;
  /** null: it goes on, or its server has not been started since. */
  readonly ended_at: number | null;
  readonly reason: EndReason | null;
  readonly participants: readonly Participant[];
  readonly ballots: readonly RevealedBallot[];
}

export interface SessionFilter {
  /** Of this room alone. */
  readonly room_id?: RoomId;
  /** Ended then or later, or not at all. */
  readonly since?: number;
}

/** The sessions in the files of a directory, the newest first. Throws a `JournalFailure` that names the file. */
export function readSessions(
  directory: string,
  { room_id, since = 0 }: SessionFilter = {},
): readonly SavedSession[] {
  const found = new Map<string, SavedSession>();
  for (const path of dataFiles(directory)) {
    for (const session of sessionsOf(path, room_id ?? null, since)) {
      const key = `${session.room_id} ${session.created_at}`;
      // in two files while it is moved from one to another: the one that got further is the newer
      const other = found.get(key);
      if (other === undefined || isFurther(session, other)) found.set(key, session);
    }
  }
  return [...found.values()].sort((a, b) => b.created_at - a.created_at);
}

function isFurther(one: SavedSession, other: SavedSession): boolean {
  if (one.ended_at !== null || other.ended_at !== null) return one.ended_at !== null;
  return one.ballots.length > other.ballots.length;
}

function sessionsOf(path: string, room_id: RoomId | null, since: number): readonly SavedSession[] {
  return explained(path, () => {
    const database = new DatabaseSync(path, { readOnly: true });
    try {
      recognise(database, path);
      const sessions = database.prepare(`
        SELECT * FROM sessions
        WHERE (ended_at IS NULL OR ended_at >= ?1) AND (?2 IS NULL OR room_id = ?2)
      `);
      const ballots = database.prepare(
        "SELECT * FROM ballots WHERE room_id = ? AND created_at = ? ORDER BY n",
      );
      return sessions.all(since, room_id).map((row) => {
        const room_id = text(row["room_id"], "room_id");
        const created_at = whole(row["created_at"], "created_at");
        return {
          room_id,
          created_at,
          ended_at: orNull(whole)(row["ended_at"], "ended_at"),
          reason: orNull(reason)(row["reason"], "reason"),
          participants: readJson(row["participants"], "participants", listOf(participant)),
          ballots: ballots.all(room_id, created_at).map(revealedBallot),
        };
      });
    } finally {
      database.close();
    }
  });
}

const reason = oneOf<EndReason>("admin_left", "ended_by_admin", "idle", "server_stopping");
