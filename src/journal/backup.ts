/**
 * Copies of a data directory, made while a server writes there or while none runs. A copy is a data directory itself:
 * each file as it was at one of its commits. It never changes what it copies, nor a directory that has files already.
 */
import { backup, DatabaseSync } from "node:sqlite";
import { dataFiles, movingWith } from "./data_directory.ts";
import { JournalFailure } from "./journal.ts";
import { checkThoroughly, explained, recognise } from "./sqlite_file.ts";

/** All pages at once: a copy in steps would begin anew with each commit of the server. */
const IN_ONE_STEP = -1;

/** Copies it, checks each copy from end to end, and returns how many files there are. Throws a `JournalFailure`. */
export async function copyDirectory(from: string, to: string): Promise<number> {
  const files = dataFiles(from);
  if (files.length === 0) throw new JournalFailure("failed", `${from} has no rooms and no results`);
  if (movingWith(from) !== null) {
    throw new JournalFailure("locked", `${from} is on its way to a cluster: finish the move first`);
  }
  const made = takeEmpty(to);
  try {
    for (const file of files) await copyFile(file, `${to}${file.slice(file.lastIndexOf("/"))}`);
  } catch (error) {
    // half a copy is none
    for (const name of made ? [to] : namesIn(to).map((name) => `${to}/${name}`)) {
      Deno.removeSync(name, { recursive: true });
    }
    throw error;
  }
  return files.length;
}

/** Makes the directory; it may be there if it is empty. Returns whether it was made. */
function takeEmpty(path: string): boolean {
  const there = explained(path, () => {
    try {
      return namesIn(path).length;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      Deno.mkdirSync(path, { recursive: true, mode: 0o700 });
      return null;
    }
  });
  if (there !== null && there > 0) {
    throw new JournalFailure("failed", `${path} is not empty: name a new directory`);
  }
  return there === null;
}

async function copyFile(from: string, to: string): Promise<void> {
  const source = explained(from, () => {
    const database = new DatabaseSync(from, { readOnly: true });
    recognise(database, from);
    return database;
  });
  try {
    // private from the start: SQLite keeps the mode of a file that is there
    explained(to, () => Deno.openSync(to, { create: true, write: true, mode: 0o600 }).close());
    const done = await backup(source, to, { rate: IN_ONE_STEP }).then(() => null, String);
    explained(to, () => {
      if (done !== null) throw new Error(done);
      const copy = new DatabaseSync(to);
      try {
        copy.exec("PRAGMA journal_mode = DELETE"); // one file, whole by itself
        checkThoroughly(copy, to);
      } finally {
        copy.close();
      }
    });
  } finally {
    source.close();
  }
}

/** What is in a directory; what every new file system of Linux has in it is nothing. */
function namesIn(path: string): string[] {
  return [...Deno.readDirSync(path)].map(({ name }) => name).filter((it) => it !== "lost+found");
}
