/**
 * The tables of the queue's file, as a list of migrations; a file's `user_version` is how many it has had. A released
 * migration is never changed, only followed by another.
 */
import type { FileFormat } from "../journal/sqlite_file.ts";

export const FORMAT: FileFormat = {
  // "ESTW": marks a file as ours
  applicationId: 0x45535457,
  migrations: [
    `
    CREATE TABLE notices (
      n INTEGER PRIMARY KEY, -- in the order they came
      id TEXT NOT NULL,
      type TEXT NOT NULL,
      session_id TEXT NOT NULL,
      at INTEGER NOT NULL, -- milliseconds since 1970
      body TEXT NOT NULL
    ) STRICT;
    CREATE TABLE deliveries (
      n INTEGER NOT NULL, -- the notice
      endpoint TEXT NOT NULL, -- the SHA-256 of the receiver's address
      PRIMARY KEY (n, endpoint)
    ) STRICT, WITHOUT ROWID;
    `,
  ],
};
