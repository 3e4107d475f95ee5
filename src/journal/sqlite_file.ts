/**
 * One data file: opened so that nobody else on the machine can read it, recognised as ours, brought to the
 * newest schema, checked from end to end, and taken over by this incarnation of the worker. It never touches a file
 * that it doesn't know.
 */
import { DatabaseSync } from "node:sqlite";
import { JournalFailure, type JournalFault } from "./journal.ts";
import { APPLICATION_ID, MIGRATIONS } from "./sqlite_schema.ts";

/** `normal`: a commit outlives the process; `full`: it outlives a power cut, too, and waits for the disk. */
export type DataSync = "normal" | "full";

/** What a file is: by whose mark it is known, and the migrations that its tables come from. */
export interface FileFormat {
  readonly applicationId: number;
  readonly migrations: readonly string[];
}

const DATA_FILE: FileFormat = { applicationId: APPLICATION_ID, migrations: MIGRATIONS };

/** How long a file that somebody else is writing to is waited for, in milliseconds. */
export const BUSY_MS = 2_000;

/**
 * Opens a data file, and makes it where there is none; it is read from end to end, which takes seconds where it
 * is large. Throws a `JournalFailure` with a line for a person.
 */
export function openFile(path: string, sync: DataSync, format = DATA_FILE): DatabaseSync {
  return open(path, { sync, format, check });
}

/** The same with a file that this process has checked before: whoever waits for it is served at once. */
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

/** Whole and ours, or new; else it is left alone. */
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

/** For a file of which a part is missing: the rest must fit together, its indexes, too. */
export function checkThoroughly(database: DatabaseSync, path: string): void {
  const found = explained(path, () => database.prepare("PRAGMA integrity_check(1)").get());
  insistSound(path, found?.["integrity_check"]);
}

function insistSound(path: string, found: unknown): void {
  if (found === "ok") return;
  throw new JournalFailure("corrupt", damaged(path, String(found)));
}

/** Does all of it or nothing. */
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
      // it has been rolled back already, by what went wrong
    }
    throw error;
  }
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}

/** Runs `work`; what goes wrong comes out as a `JournalFailure`. */
export function explained<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof JournalFailure) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new JournalFailure(faultOf(reason), explain(path, reason));
  }
}

/** What SQLite and the system report; not every release of the runtime gives their codes. */
const FAULTS: readonly (readonly [RegExp, JournalFault])[] = [
  [/disk is full|no space left/i, "disk_full"],
  [/readonly database|read-only file system/i, "read_only"],
  [/malformed|not a database|Damaged/i, "corrupt"],
  [/locked|busy/i, "locked"],
  [/I\/O error|input\/output error/i, "io_error"],
  [/permission denied|unable to open|NotCapable|access to/i, "read_only"], // or not even read
];

function faultOf(reason: string): JournalFault {
  return FAULTS.find(([pattern]) => pattern.test(reason))?.[1] ?? "failed";
}

function explain(path: string, reason: string): string {
  switch (faultOf(reason)) {
    case "disk_full":
      return `${path} can't be written, its disk is full: make room, or choose another directory`;
    case "read_only":
      return withoutPermission(path, reason);
    case "corrupt":
      return /not a database/.test(reason)
        ? `${path} is no data file of this program: move it away, or choose another directory`
        : damaged(path, reason);
    case "locked":
      return `${path} is in use by another process: stop that one, or choose another directory`;
    case "io_error":
    case "failed":
    case "superseded":
      return /no such file or directory|path not found/i.test(reason)
        ? `${path} is not there: name a directory that is`
        : /file exists|not a directory/i.test(reason)
        ? `${path} is no directory: name one`
        : `${path} can't be used: ${reason}`;
  }
}

/** What may not be done, and by whose word: the runtime's, of which the flags of `deno run` are, or the system's. */
function withoutPermission(path: string, reason: string): string {
  const verb = /Requires read|readdir|readfile/i.test(reason) ? "read" : "written";
  if (/Requires (read|write) access/i.test(reason)) {
    const flag = verb === "read" ? "--allow-read" : "--allow-write";
    return `${path} can't be ${verb}: this process may not (deno run needs ${flag}=DIR before main.ts)`;
  }
  const doing = verb === "read" ? "read" : "write";
  return `${path} can't be ${verb} (${reason}): let this user ${doing} there, or choose another directory`;
}

function damaged(path: string, reason: string): string {
  const onOneLine = reason.replace(/\*{3}.*?\*{3}/, "").replace(/\s+/g, " ").trim();
  return `${path} is damaged (${onOneLine}): put a copy of it back, or move it away`;
}
