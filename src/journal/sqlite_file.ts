/**
 * Opens a data file: private to this user, identified by its mark, checked from end to end, and migrated to the newest
 * schema. It never changes a file that is not ours.
 */
import { DatabaseSync } from "node:sqlite";
import { messageOf } from "../base/message_of.ts";
import { JournalFailure, type JournalFault } from "./journal.ts";
import { APPLICATION_ID, MIGRATIONS } from "./sqlite_schema.ts";

/** `normal`: a commit survives the process; `full`: it also survives a power failure, and waits for the disk. */
export type DataSync = "normal" | "full";

/** A kind of file: the mark that identifies it, and the migrations of its tables. */
export interface FileFormat {
  readonly applicationId: number;
  readonly migrations: readonly string[];
}

const DATA_FILE: FileFormat = { applicationId: APPLICATION_ID, migrations: MIGRATIONS };

/** How long to wait for a file that another process is writing to, in milliseconds. */
export const BUSY_MS = 2_000;

/**
 * Opens a data file, or creates it. An existing one is read from end to end, which takes seconds for a large file.
 * Throws a `JournalFailure` with a line for a person.
 */
export function openFile(path: string, sync: DataSync, format = DATA_FILE): DatabaseSync {
  return open(path, { sync, format, check });
}

/** The same for a file that this process has checked before, without reading all of it again. */
export function reopenFile(path: string, sync: DataSync): DatabaseSync {
  return open(path, { sync, format: DATA_FILE, check: () => {} });
}

function open(
  path: string,
  { sync, format, check }: {
    readonly sync: DataSync;
    readonly format: FileFormat;
    readonly check: (database: DatabaseSync, path: string) => void;
  },
): DatabaseSync {
  return explained(path, () => {
    // SQLite gives its files beside this one the same mode
    Deno.openSync(path, { create: true, write: true, mode: 0o600 }).close();
    const database = new DatabaseSync(path);
    try {
      database.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
      recognise(database, path, format);
      check(database, path);
      database.exec(`
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = ${sync === "full" ? "FULL" : "NORMAL"};
        PRAGMA foreign_keys = OFF;
      `);
      migrate(database, format);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** Checks that the file is new, or ours and undamaged; throws before anything is changed otherwise. */
export function recognise(
  database: DatabaseSync,
  path: string,
  { applicationId, migrations } = DATA_FILE,
): void {
  const id = pragma(database, "application_id");
  const version = pragma(database, "user_version");
  const isNew = id === 0 && version === 0 && pragma(database, "schema_version") === 0;
  if (!isNew && id !== applicationId) {
    throw new JournalFailure(
      "corrupt",
      `${path} is a database of some other program: move it away, or choose another directory`,
    );
  }
  if (version > migrations.length) {
    throw new JournalFailure(
      "corrupt",
      `${path} was written by a newer version of this program (schema ${version}, this one knows ` +
        `${migrations.length}): run that version, or choose another directory`,
    );
  }
}

function migrate(
  database: DatabaseSync,
  { applicationId, migrations }: FileFormat,
): void {
  inTransaction(database, () => {
    const done = pragma(database, "user_version");
    if (done === migrations.length) return;
    database.exec(`PRAGMA application_id = ${applicationId}`);
    for (const migration of migrations.slice(done)) database.exec(migration);
    database.exec(`PRAGMA user_version = ${migrations.length}`);
  });
}

function check(database: DatabaseSync, path: string): void {
  insistSound(path, database.prepare("PRAGMA quick_check(1)").get()?.["quick_check"]);
}

/** Checks the consistency of a file that has lost a part, including its indexes. */
export function checkThoroughly(database: DatabaseSync, path: string): void {
  const found = explained(path, () => database.prepare("PRAGMA integrity_check(1)").get());
  insistSound(path, found?.["integrity_check"]);
}

function insistSound(path: string, found: unknown): void {
  if (found === "ok") return;
  throw new JournalFailure("corrupt", damaged(path, String(found)));
}

/** Runs `work` in a transaction. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    try {
      database.exec("ROLLBACK");
    } catch {
      // the error has already rolled it back
    }
    throw error;
  }
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}

/** What a failing call would have done. */
type Use = "read" | "write";

/** Runs `work`, which reads what is there or writes, too, and throws its errors as a `JournalFailure`. */
export function explained<T>(path: string, work: () => T, use: Use = "write"): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof JournalFailure) throw error;
    const reason = messageOf(error);
    const fault = FAULTS.find(([pattern]) => pattern.test(reason))?.[1] ?? "failed";
    throw new JournalFailure(fault, explain(path, reason, { fault, use }));
  }
}

/** Messages of SQLite and of the system; not all versions of the runtime also have their codes. */
const FAULTS: readonly (readonly [RegExp, JournalFault])[] = [
  [/disk is full|no space left/i, "disk_full"],
  [/readonly database|read-only file system/i, "read_only"],
  [/malformed|not a database|unsupported file format|Damaged/i, "corrupt"],
  [/no such column|has no column/i, "corrupt"], // its schema is damaged: every file has been migrated
  [/locked|busy/i, "locked"],
  [/I\/O error|input\/output error/i, "io_error"],
  [/permission denied|unable to open|NotCapable|access to/i, "read_only"], // or not readable either
];

function explain(
  path: string,
  reason: string,
  { fault, use }: { readonly fault: JournalFault; readonly use: Use },
): string {
  switch (fault) {
    case "disk_full":
      return `${path} can't be written, its disk is full: make room, or choose another directory`;
    case "read_only":
      return withoutPermission(path, reason, use);
    case "corrupt":
      return /not a database/.test(reason)
        ? `${path} is no data file of this program: move it away, or choose another directory`
        : damaged(path, reason);
    case "locked":
      return `${path} is in use by another process: stop that one, or choose another directory`;
    case "io_error":
    case "failed":
    case "superseded":
      if (/no such file or directory|path not found/i.test(reason)) {
        return `${path} is not there: name a directory that is`;
      }
      if (/file exists|not a directory/i.test(reason)) return `${path} is no directory: name one`;
      return `${path} can't be used: ${reason}`;
  }
}

/** Says what is not permitted, and by whom: by the runtime, with its flags of `deno run`, or by the system. */
function withoutPermission(path: string, reason: string, use: Use): string {
  const [, access] = /Requires (read|write) access/i.exec(reason) ?? [];
  const does = access ?? use;
  const done = does === "read" ? "read" : "written";
  // SQLite writes beside a file that nobody has open, also to read it
  const needs = /unable to open/i.test(reason) ? "read and write" : does;
  return access === undefined
    ? `${path} can't be ${done} (${reason}): let this user ${needs} there, or choose another directory`
    : `${path} can't be ${done}: this process may not (deno run needs --allow-${does}=DIR before main.ts)`;
}

function damaged(path: string, reason: string): string {
  const onOneLine = reason.replace(/\*{3}.*?\*{3}/, "").replace(/\s+/g, " ").trim();
  return `${path} is damaged (${onOneLine}): put a copy of it back, or move it away`;
}
