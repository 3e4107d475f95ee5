/**
 * The directory with the data files, one for each worker. Whoever has opened it has it alone, until this
 * process ends, however it ends. It owns names and modes of files; what is in them is the journal's.
 */
import { DatabaseSync } from "node:sqlite";
import { JournalFailure } from "./journal.ts";
import { redistribute } from "./redistribute.ts";
import { type DataSync, explained, openFile } from "./sqlite_file.ts";

const LOCK = "lock";
const DATA_FILE = /^worker-(\d{1,3})\.db$/;

/** How long a process that is about to end may still have the directory, in milliseconds. */
const LOCK_WITHIN_MS = 1_000;

/** The file of a worker. */
export function dataFile(directory: string, worker: number): string {
  return `${directory.replace(/\/+$/, "")}/worker-${worker}.db`;
}

/** The data files that are in a directory. Throws a `JournalFailure` where it can't be read. */
export function dataFiles(directory: string): readonly string[] {
  return workersIn(directory).map((worker) => dataFile(directory, worker));
}

function workersIn(path: string): number[] {
  const there = explained(path, () => [...Deno.readDirSync(path)].map(({ name }) => name));
  return there.flatMap((name) => DATA_FILE.exec(name)?.[1] ?? []).map(Number).sort((a, b) => a - b);
}

/** A directory that this process alone uses. */
export interface DataDirectory {
  /** Sessions that were moved because their home is another worker now. */
  readonly moved: number;
  /** Lets others have it. Any number of times. */
  close(): void;
}

/**
 * Makes the directory if there is none, takes it, checks every file from end to end, and gives each room to the
 * file of its home. Throws a `JournalFailure` with a line that names the path and says what to do.
 */
export function openDataDirectory(
  path: string,
  { workers, sync }: { readonly workers: number; readonly sync: DataSync },
): DataDirectory {
  explained(path, () => {
    // private from the start: no moment in which others could open it
    Deno.mkdirSync(path, { recursive: true, mode: 0o700 });
  });
  const lock = takeLock(path);
  const files = new Map<number, DatabaseSync>();
  try {
    const numbers = workersIn(path);
    for (let worker = 0; worker < workers; worker++) numbers.push(worker);
    for (const worker of [...new Set(numbers)].sort((a, b) => a - b)) {
      files.set(worker, openFile(dataFile(path, worker), sync));
    }
    const moved = explained(path, () => redistribute(files, workers));
    for (const file of files.values()) file.close();
    for (const worker of files.keys()) {
      if (worker >= workers) explained(path, () => Deno.removeSync(dataFile(path, worker)));
    }
    let closed = false;
    return {
      moved,
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

/** SQLite's own lock on an empty database: the system takes it back when the process dies. */
function takeLock(path: string): DatabaseSync {
  const name = `${path.replace(/\/+$/, "")}/${LOCK}`;
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
    throw new JournalFailure("corrupt", `${name} is none of our files: choose another --data`);
  }
}
