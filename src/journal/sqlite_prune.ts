/** Deletes old sessions from a data file, a limited number of rows at a time. */
import type { DatabaseSync } from "node:sqlite";
import { integer, read, text } from "./decode_columns.ts";
import type { Prunable, Pruned } from "./journal.ts";
import { type DataSync, explained, inTransaction, reopenFile } from "./sqlite_file.ts";

/** The end time of sessions that are partly deleted, which hides them. */
export const FORGOTTEN_AT = 0;

/** Does what a journal's `prune` does; to be called in a transaction. */
export function pruneFile(
  database: DatabaseSync,
  { endedBefore, atMost }: {
    readonly endedBefore: number;
    readonly atMost: number;
  },
): Pruned {
  const sql = (statement: string) => database.prepare(statement);
  const next = sql(`
    SELECT room_id, created_at FROM sessions WHERE ended_at < ? ORDER BY ended_at LIMIT 1
  `);
  const dropParts = ["ballots", "participants"].map((table) =>
    sql(`
      DELETE FROM ${table} WHERE rowid IN (
        SELECT rowid FROM ${table} WHERE room_id = ? AND created_at = ? LIMIT ?
      )
    `)
  );
  const hide = sql(`
    UPDATE sessions SET ended_at = ${FORGOTTEN_AT} WHERE room_id = ? AND created_at = ?
  `);
  const drop = sql("DELETE FROM sessions WHERE room_id = ? AND created_at = ?");
  return inTransaction(database, () => {
    let sessions = 0;
    for (let left = atMost; left > 0;) {
      const row = next.get(endedBefore);
      if (row === undefined) return { sessions, more: false };
      const key = [
        read(text, row["room_id"], "room_id"),
        read(integer, row["created_at"], "created_at"),
      ];
      for (const dropSome of dropParts) left -= Number(dropSome.run(...key, left).changes);
      if (left > 0) {
        drop.run(...key);
        left--;
        sessions++;
      } else {
        hide.run(...key); // it is the oldest of all now, so the next call continues with it
      }
    }
    return { sessions, more: true };
  });
}

/** Prunes a file with results and no rooms, which is open only while there is something to delete. */
export class SqliteArchive implements Prunable {
  readonly #path: string;
  readonly #sync: DataSync;
  #database: DatabaseSync | null = null;

  constructor(path: string, sync: DataSync) {
    this.#path = path;
    this.#sync = sync;
  }

  prune(endedBefore: number, atMost: number): Pruned {
    const database = this.#database ??= reopenFile(this.#path, this.#sync);
    let more = false;
    try {
      const pruned = explained(
        this.#path,
        () => pruneFile(database, { endedBefore, atMost }),
      );
      more = pruned.more;
      return pruned;
    } finally {
      if (!more) this.close();
    }
  }

  close(): void {
    this.#database?.close();
    this.#database = null;
  }
}
