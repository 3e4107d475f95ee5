/**
 * Keeps what waits for receivers beyond the process, in an SQLite file beside those of the rooms. It has only hashes of
 * the receivers' addresses.
 */
import type { DatabaseSync } from "node:sqlite";
import { type DataSync, explained, inTransaction, openFile } from "../journal/sqlite_file.ts";
import type { Notice } from "../protocol/webhook_events.ts";
import { FORMAT } from "./queue_schema.ts";

/** A saved notice, and the keys of the receivers that still need it. */
export interface Kept {
  readonly n: number;
  readonly notice: Notice;
  readonly endpoints: readonly string[];
}

export class QueueFile {
  readonly #path: string;
  readonly #database: DatabaseSync;

  /** Opens or creates the file, in a directory that this process has locked. Throws a `JournalFailure`. */
  constructor(directory: string, sync: DataSync) {
    this.#path = `${directory.replace(/\/+$/, "")}/webhooks.db`;
    this.#database = openFile(this.#path, sync, FORMAT);
  }

  /** The notices that were added and not settled, the oldest first. Throws a `JournalFailure`. */
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

  /** Adds a notice for these receivers, completely or not at all. Throws a `JournalFailure`. */
  add(n: number, { id, type, session_id, at, body }: Notice, endpoints: readonly string[]): void {
    explained(this.#path, () =>
      inTransaction(this.#database, () => {
        this.#database.prepare("INSERT INTO notices VALUES (?, ?, ?, ?, ?, ?)")
          .run(n, id, type, session_id, at, body);
        const insert = this.#database.prepare("INSERT INTO deliveries VALUES (?, ?)");
        for (const endpoint of endpoints) insert.run(n, endpoint);
      }));
  }

  /** Notes that this receiver no longer needs the notice. Throws a `JournalFailure`. */
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
