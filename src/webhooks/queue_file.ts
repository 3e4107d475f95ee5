/**
 * What waits for receivers, in a file beside those of the rooms: it outlives the process. Of an address it has nothing
 * but a hash. What can't be written is still sent, for as long as the process lives.
 */
import type { DatabaseSync } from "node:sqlite";
import { type DataSync, explained, inTransaction, openFile } from "../journal/sqlite_file.ts";
import type { Notice } from "../protocol/webhook_events.ts";
import { FORMAT } from "./queue_schema.ts";

/** A notice as it was kept, and for which receivers, by their keys. */
export interface Kept {
  readonly n: number;
  readonly notice: Notice;
  readonly endpoints: readonly string[];
}

export class QueueFile {
  readonly #path: string;
  readonly #database: DatabaseSync;

  /** Opens it in a directory that this process has alone, or makes it. Throws a `JournalFailure`. */
  constructor(directory: string, sync: DataSync) {
    this.#path = `${directory.replace(/\/+$/, "")}/webhooks.db`;
    this.#database = openFile(this.#path, sync, FORMAT);
  }

  /** What was kept and not settled, the oldest first. */
  load(): readonly Kept[] {
    return explained(this.#path, () => {
      const rows = this.#database.prepare(
        "SELECT n, id, type, session_id, at, body, group_concat(endpoint) AS endpoints " +
          "FROM notices JOIN deliveries USING (n) GROUP BY n ORDER BY n",
      ).all();
      return rows.map((row) => ({
        n: Number(row["n"]),
        notice: {
          id: String(row["id"]),
          type: String(row["type"]),
          session_id: String(row["session_id"]),
          at: Number(row["at"]),
          body: String(row["body"]),
        },
        endpoints: String(row["endpoints"]).split(","),
      }));
    });
  }

  /** Keeps it for these receivers. Throws a `JournalFailure` where that can't be, and then has not. */
  add(n: number, { id, type, session_id, at, body }: Notice, endpoints: readonly string[]): void {
    explained(this.#path, () =>
      inTransaction(this.#database, () => {
        this.#database.prepare("INSERT INTO notices VALUES (?, ?, ?, ?, ?, ?)")
          .run(n, id, type, session_id, at, body);
        const insert = this.#database.prepare("INSERT INTO deliveries VALUES (?, ?)");
        for (const endpoint of endpoints) insert.run(n, endpoint);
      }));
  }

  /** This receiver needs it no more. Throws a `JournalFailure` where that can't be written. */
  settle(n: number, endpoint: string): void {
    explained(this.#path, () =>
      inTransaction(this.#database, () => {
        this.#database.prepare("DELETE FROM deliveries WHERE n = ? AND endpoint = ?")
          .run(n, endpoint);
        this.#database.prepare(
          "DELETE FROM notices WHERE n = ? AND NOT EXISTS (SELECT 1 FROM deliveries WHERE n = ?)",
        ).run(n, n);
      }));
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }
}
