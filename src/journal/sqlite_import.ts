/** Writes results and tombstones from elsewhere into a data file. Writing them twice has the same effect as once. */
import type { Contents, EndedSession } from "./contents.ts";
import { type DataSync, explained, inTransaction, reopenFile } from "./sqlite_file.ts";
import { ballotColumns, participantColumns } from "./sqlite_rows.ts";
import { prepare, type Statements } from "./sqlite_statements.ts";

/** Sessions in one transaction. */
const SESSIONS_AT_ONCE = 100;

/** Throws a `JournalFailure` with a line for a person. */
export function importEnded(
  path: string,
  sync: DataSync,
  { sessions, ended }: Pick<Contents, "sessions" | "ended">,
): void {
  const database = reopenFile(path, sync);
  try {
    explained(path, () => {
      const sql = prepare(database);
      for (let at = 0; at < sessions.length; at += SESSIONS_AT_ONCE) {
        const some = sessions.slice(at, at + SESSIONS_AT_ONCE);
        inTransaction(database, () => some.forEach((session) => importSession(sql, session)));
      }
      const known = new Set(sql.tombstones.all(0).map(({ room_id }) => room_id));
      inTransaction(database, () => {
        for (const { room_id, ended_at } of ended) {
          if (!known.has(room_id)) sql.tombstone.run(room_id, ended_at, 0);
        }
      });
    });
  } finally {
    database.close();
  }
}

function importSession(
  sql: Statements,
  { room_id, created_at, ended_at, reason, participants, ballots }: EndedSession,
): void {
  sql.session.run(room_id, created_at, ended_at, reason);
  for (const one of participants) {
    sql.participants.append.run(room_id, created_at, ...participantColumns(one));
  }
  for (const [n, ballot] of ballots.entries()) {
    sql.ballot.run(room_id, created_at, n, ...ballotColumns(ballot));
  }
}
