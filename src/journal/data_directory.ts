/**
 * The directory with the data files, one for each worker. Whoever has opened it has it alone, until this
 * process ends, however it ends. It owns names and modes of files; what is in them is the journal's.
 */
import { DatabaseSync } from "node:sqlite";
import { writeWhole } from "../base/whole_file.ts";
import { JournalFailure, type Prunable } from "./journal.ts";
import { redistribute } from "./redistribute.ts";
import { markPath } from "./commit_mark.ts";
import { type MissingCommits, missingCommits, remainsOf } from "./missing_commits.ts";
import { checkThoroughly, type DataSync, explained, openFile } from "./sqlite_file.ts";
import { SqliteArchive } from "./sqlite_prune.ts";

const LOCK = "lock";
/** While it is there, rooms are on their way between this directory and a cluster, whose name it has. */
const MOVING = "moving";
const DATA_FILE = /^worker-(\d{1,3})\.db$/;
/** A data file, and what stands beside it. */
const OF_DATA = /^worker-\d{1,3}\.(db(-wal|-shm)?|commits)$/;

/** How long a process that is about to end may still have the directory, in milliseconds. */
const LOCK_WITHIN_MS = 1_000;

/** The file of a worker. */
export function dataFile(directory: string, worker: number): string {
  return pathIn(directory, `worker-${worker}.db`);
}

/** The data files that are in a directory. Throws a `JournalFailure` where it can't be read. */
export function dataFiles(directory: string): readonly string[] {
  return workersIn(directory).map((worker) => dataFile(directory, worker));
}

function workersIn(path: string): number[] {
  const there = explained(path, () => [...Deno.readDirSync(path)].map(({ name }) => name));
  return there.flatMap((name) => DATA_FILE.exec(name)?.[1] ?? []).map(Number).sort((a, b) => a - b);
}

/**
 * The files past the last worker that have results, so that this worker forgets what is too old there: each of
 * them is one worker's to look after.
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

/** A directory that this process alone uses. */
export interface DataDirectory {
  /** Rooms that were moved because their home is another worker now. */
  readonly moved: number;
  /** What had been saved, and is not there any more. */
  readonly missing: readonly MissingCommits[];
  /** Lets others have it. Any number of times. */
  close(): void;
}

/**
 * Makes the directory if there is none, takes it, checks every file from end to end, and gives each room to the
 * file of its home. A file past the last worker stays as long as it has results. Throws a `JournalFailure` with a line that names the path and says what to do.
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
    // private from the start: no moment in which others could open it
    Deno.mkdirSync(path, { recursive: true, mode: 0o700 });
  });
  const lock = takeLock(path);
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
      const lost = explained(file, () => missingCommits(file, database, remains));
      if (lost === null) continue;
      missing.push(lost);
      checkThoroughly(database, file);
    }
    const moved = explained(path, () => redistribute(files, workers));
    const useless = [...files].filter(([worker, file]) => worker >= workers && isEmpty(file));
    for (const file of files.values()) file.close();
    for (const [worker] of useless) explained(path, () => removeFile(dataFile(path, worker)));
    let closed = false;
    return {
      moved,
      missing,
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

/** The cluster that a move to or from this directory was begun with, and not finished; null: there is none. */
export function movingWith(path: string): string | null {
  try {
    return Deno.readTextFileSync(pathIn(path, MOVING)).trim();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    return explained(path, () => {
      throw error;
    });
  }
}

/** A move with this cluster begins, and nobody serves from here until it is over. */
export function moveBegins(path: string, cluster: string): void {
  explained(path, () => writeWhole(pathIn(path, MOVING), `${cluster}\n`, 0o600));
}

export function moveIsOver(path: string): void {
  explained(path, () => Deno.removeSync(pathIn(path, MOVING)));
}

/** Takes the data files out of use, into a folder of this name inside the directory. */
export function setAside(path: string, folder: string): void {
  explained(path, () => {
    const names = [...Deno.readDirSync(path)].map(({ name }) => name).filter((it) =>
      OF_DATA.test(it)
    );
    if (names.length > 0) Deno.mkdirSync(pathIn(path, folder), { recursive: true, mode: 0o700 });
    // a file without its write-ahead log opens as an older one, and a mark without its file means a loss
    const order = (name: string) =>
      [".commits", ".db"].findIndex((end) => name.endsWith(end)) >>> 0;
    for (const name of names.sort((a, b) => order(a) - order(b))) {
      Deno.renameSync(pathIn(path, name), pathIn(path, `${folder}/${name}`));
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

/** Whether a file past the last worker has no results. */
function isEmpty(file: DatabaseSync): boolean {
  return file.prepare("SELECT 1 FROM sessions LIMIT 1").get() === undefined;
}

/** SQLite's own lock on an empty database: the system takes it back when the process dies. */
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
