/** Deletes what is kept of a room's sessions, whether a server is running or not. */
import { DatabaseSync } from "node:sqlite";
import type { RoomId } from "../room/state.ts";
import { dataFiles } from "./data_directory.ts";
import { JournalFailure } from "./journal.ts";
import { isFirstSchema } from "./saved_sessions.ts";
import { BUSY_MS, explained, inTransaction, recognise } from "./sqlite_file.ts";

/**
 * Deletes the sessions of this room that have ended: tickets, votes, names. Returns how many there were. Throws a
 * `JournalFailure` if the room is still running, or a file can't be used.
 */
export function deleteSessions(directory: string, roomId: RoomId): number {
  return dataFiles(directory).reduce(
    (sum, path) => sum + explained(path, () => deleteIn(path, roomId)),
    0,
  );
}

function deleteIn(path: string, roomId: RoomId): number {
  const database = new DatabaseSync(path);
  try {
    // deleted data is also overwritten
    database.exec(`PRAGMA busy_timeout = ${BUSY_MS}; PRAGMA secure_delete = ON`);
    recognise(database, path);
    const deleted = inTransaction(database, () => {
      const goesOn = database.prepare("SELECT 1 FROM rooms WHERE room_id = ?").get(roomId);
      if (goesOn !== undefined) {
        throw new JournalFailure("failed", `room ${roomId} goes on: end it first`);
      }
      const tables = isFirstSchema(database) ? ["ballots"] : ["ballots", "participants"];
      for (const table of tables) {
        database.prepare(`DELETE FROM ${table} WHERE room_id = ?`).run(roomId);
      }
      return Number(
        database.prepare("DELETE FROM sessions WHERE room_id = ?").run(roomId).changes,
      );
    });
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)"); // else it stays in the write-ahead log for a while
    return deleted;
  } finally {
    database.close();
  }
}
