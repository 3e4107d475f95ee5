/**
 * The data directory, with one file for each worker. Only one process can have it open, until that process ends in
 * whatever way. This module owns names and modes of files, the journal their contents.
 */
import { DatabaseSync } from "node:sqlite";
import { writeWhole } from "../base/whole_file.ts";
import { JournalFailure, type Prunable } from "./journal.ts";
import { redistribute } from "./redistribute.ts";
import { markPath } from "./commit_mark.ts";
import { type MissingCommits, missingCommits, remainsOf } from "./missing_commits.ts";
import { checkThoroughly, type DataSync, explained, openFile } from "./sqlite_file.ts";
import { SqliteArchive } from "./sqlite_prune.ts";
import { prepare } from "./sqlite_statements.ts";

const LOCK = "lock";
/** This file has a random text, written by the process that opened the directory last. */
const OWNER = "owner";
/** While this file exists, rooms are being moved between this directory and the cluster that it names. */
const MOVING = "moving";
/** While this file exists, `backup` or `restore` is copying the other files, or was cut short. */
const COPYING = "copying";
const DATA_FILE = /^worker-(\d{1,3})\.db$/;
/** A data file, and the files that belong to it. */
const OF_DATA = /^worker-\d{1,3}\.(db(-wal|-shm)?|commits)$/;

/** How long to wait for another process that may be about to end, in milliseconds. */
const LOCK_WITHIN_MS = 1_000;

/** The file of a worker. */
export function dataFile(directory: string, worker: number): string {
  return pathIn(directory, `worker-${worker}.db`);
}

/** The data files in a directory. Throws a `JournalFailure` if it can't be read, or is a copy that was cut short. */
export function dataFiles(directory: string): readonly string[] {
  insistComplete(directory, "read");
  return workersIn(directory).map((worker) => dataFile(directory, worker));
}

function workersIn(path: string): number[] {
  const there = explained(path, () => [...Deno.readDirSync(path)].map(({ name }) => name), "read");
  return there.flatMap((name) => DATA_FILE.exec(name)?.[1] ?? []).map(Number).sort((a, b) => a - b);
}

/**
 * Files that have results but, because there are fewer workers now, no worker. Each is assigned to one worker, which
 * deletes old results there.
 */
export function archives(
  directory: string,
  { self, workers, sync }: {
    readonly self: number;
    readonly workers: number;
    readonly sync: DataSync;
  },
): readonly Prunable[] {
  return workersIn(directory).filter((worker) => worker >= workers && worker % workers === self)
    .map((worker) => new SqliteArchive(dataFile(directory, worker), sync));
}

/** A directory that this process has opened. */
export interface DataDirectory {
  /** How many rooms were moved to another file, because their home is another worker now. */
  readonly moved: number;
  /** Commits that files lack. */
  readonly missing: readonly MissingCommits[];
  /**
   * Whether the directory at this path is still the one that this process opened, and no other process has opened it
   * since: somebody may have removed or moved it, or removed its lock. Throws a `JournalFailure` where that can't be
   * read.
   */
  isOurs(): boolean;
  /** Releases the lock. Idempotent. */
  close(): void;
}

/**
 * Opens the directory, or makes it. Locks it, checks every file as a whole, and moves each room to the file of its
 * home. A file without a worker is kept as long as it has results. Throws a `JournalFailure` with a line that names the
 * path and says what to do.
 */
export function openDataDirectory(
  path: string,
  { workers, sync, moving }: {
    readonly workers: number;
    readonly sync: DataSync;
    /** The cluster that rooms are moved to or from. */
    readonly moving?: string;
  },
): DataDirectory {
  explained(path, () => {
    // private from the start, so that nobody else can ever open it
    Deno.mkdirSync(path, { recursive: true, mode: 0o700 });
  });
  insistComplete(path, "write");
  const lock = takeLock(path);
  const owner = crypto.randomUUID();
  const files = new Map<number, DatabaseSync>();
  try {
    const other = movingWith(path);
    if (other !== null && other !== moving) {
      const rest = `with --data ${path} and --cluster-name ${other}, until it has finished`;
      const problem =
        `rooms are on their way between ${path} and a cluster: run the move again, ${rest}`;
      throw new JournalFailure("locked", problem);
    }
    const numbers = workersIn(path);
    for (let worker = 0; worker < workers; worker++) numbers.push(worker);
    const missing: MissingCommits[] = [];
    for (const worker of [...new Set(numbers)].sort((a, b) => a - b)) {
      const file = dataFile(path, worker);
      const remains = remainsOf(file);
      const database = openFile(file, sync);
      files.set(worker, database);
      explained(file, () => prepare(database)); // before anything is changed: are all tables and columns there?
      const lost = explained(file, () => missingCommits(file, database, remains));
      if (lost === null) continue;
      missing.push(lost);
      checkThoroughly(database, file);
    }
    explained(path, () => writeWhole(pathIn(path, OWNER), `${owner}\n`, 0o600));
    const moved = explained(path, () => redistribute(files, workers));
    const useless = [...files].filter(([worker, file]) => worker >= workers && isEmpty(file));
    for (const file of files.values()) file.close();
    for (const [worker] of useless) explained(path, () => removeFile(dataFile(path, worker)));
    let closed = false;
    return {
      moved,
      missing,
      isOurs: () => textOf(path, OWNER) === owner,
      close() {
        if (!closed) lock.close();
        closed = true;
      },
    };
  } catch (error) {
    for (const file of files.values()) if (file.isOpen) file.close();
    lock.close();
    throw error;
  }
}

/** The cluster of an unfinished move to or from this directory; null: there is no such move. */
export function movingWith(path: string): string | null {
  return textOf(path, MOVING);
}

/** The text of a small file in the directory; null: there is no such file. `use`: what the directory is needed for. */
function textOf(path: string, name: string, use: "read" | "write" = "read"): string | null {
  return explained(path, () => {
    try {
      return Deno.readTextFileSync(pathIn(path, name)).trim();
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return null;
      throw error;
    }
  }, use);
}

/** Marks the directory as being moved, so that no server uses it until the move has finished. */
export function moveBegins(path: string, cluster: string): void {
  explained(path, () => writeWhole(pathIn(path, MOVING), `${cluster}\n`, 0o600));
}

/** The move has finished. */
export function moveIsOver(path: string): void {
  explained(path, () => Deno.removeSync(pathIn(path, MOVING)));
}

/** Marks the directory as a copy that does not have all files yet, so that nobody uses it until `copyIsOver`. */
export function copyBegins(path: string): void {
  explained(path, () => writeWhole(pathIn(path, COPYING), "", 0o600));
}

/** The copy has all files. */
export function copyIsOver(path: string): void {
  explained(path, () => Deno.removeSync(pathIn(path, COPYING)));
}

/** Throws a `JournalFailure` if the directory is a copy that was cut short. */
function insistComplete(path: string, use: "read" | "write"): void {
  if (textOf(path, COPYING, use) === null) return;
  const problem =
    `${path} is a copy that has not been finished: wait for it, or remove it and copy again`;
  throw new JournalFailure("failed", problem);
}

/** Moves the data files into a folder of this name inside the directory, where they are not used. */
export function setAside(path: string, folder: string): void {
  explained(path, () => {
    const names = [...Deno.readDirSync(path)].map(({ name }) => name).filter((it) =>
      OF_DATA.test(it)
    );
    if (names.length > 0) Deno.mkdirSync(pathIn(path, folder), { recursive: true, mode: 0o700 });
    // in this order, because a file without its write-ahead log opens as an older one, and a mark without its file
    // means that commits are missing
    for (const end of [".commits", ".db", ".db-wal", ".db-shm"]) {
      for (const name of names.filter((one) => one.endsWith(end))) {
        Deno.renameSync(pathIn(path, name), pathIn(path, `${folder}/${name}`));
      }
    }
  });
}

function pathIn(directory: string, name: string): string {
  return `${directory.replace(/\/+$/, "")}/${name}`;
}

function removeFile(path: string): void {
  Deno.removeSync(path);
  try {
    Deno.removeSync(markPath(path));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error; // no worker has ever used it
  }
}

/** Whether a file without a worker has no results. */
function isEmpty(file: DatabaseSync): boolean {
  return file.prepare("SELECT 1 FROM sessions LIMIT 1").get() === undefined;
}

/** Locks the directory with SQLite's lock on an empty database, which the system releases when the process dies. */
function takeLock(path: string): DatabaseSync {
  const name = pathIn(path, LOCK);
  try {
    return explained(path, () => {
      Deno.openSync(name, { create: true, write: true, mode: 0o600 }).close();
      const lock = new DatabaseSync(name);
      try {
        lock.exec(`
          PRAGMA busy_timeout = ${LOCK_WITHIN_MS};
          PRAGMA journal_mode = MEMORY;
          BEGIN EXCLUSIVE;
        `);
      } catch (error) {
        lock.close();
        throw error;
      }
      return lock;
    });
  } catch (error) {
    if (!(error instanceof JournalFailure) || error.fault !== "corrupt") throw error;
    throw new JournalFailure("corrupt", `${name} is none of our files: choose another directory`);
  }
}
