/**
 * Copies a data directory, whether a server is writing to it or not. The copy is a data directory, too, with each file
 * as it was after one of its commits. It never changes the original, nor a directory that has files already.
 */
import * as sqlite from "node:sqlite";
import { copyBegins, copyIsOver, dataFiles, movingWith } from "./data_directory.ts";
import { JournalFailure } from "./journal.ts";
import { checkThoroughly, explained, recognise } from "./sqlite_file.ts";

/** Copies all pages at once: a copy in steps would start again at each commit of the server. */
const IN_ONE_STEP = -1;

/** Copies the files, checks each copy from end to end, and returns their number. Throws a `JournalFailure`. */
export async function copyDirectory(from: string, to: string): Promise<number> {
  // imported by name, a function that is missing would be an error that nothing catches
  if (!("backup" in sqlite)) {
    throw new JournalFailure("failed", `Deno ${Deno.version.deno} can't copy databases: use 2.9`);
  }
  const files = dataFiles(from);
  if (files.length === 0) throw new JournalFailure("failed", `${from} has no rooms and no results`);
  if (movingWith(from) !== null) {
    throw new JournalFailure("locked", `${from} is on its way to a cluster: finish the move first`);
  }
  const made = takeEmpty(to);
  try {
    copyBegins(to);
    for (const file of files) await copyFile(file, `${to}${file.slice(file.lastIndexOf("/"))}`);
    copyIsOver(to);
  } catch (error) {
    // an incomplete copy is removed
    for (const name of made ? [to] : namesIn(to).map((name) => `${to}/${name}`)) {
      Deno.removeSync(name, { recursive: true });
    }
    throw error;
  }
  return files.length;
}

/** Makes the directory, unless it exists and is empty. Returns whether it was made. */
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
    const database = new sqlite.DatabaseSync(from, { readOnly: true });
    recognise(database, from);
    return database;
  }, "read");
  try {
    // private from the start: SQLite keeps the mode of an existing file
    explained(to, () => Deno.openSync(to, { create: true, write: true, mode: 0o600 }).close());
    const done = await sqlite.backup(source, to, { rate: IN_ONE_STEP }).then(() => null, String);
    explained(to, () => {
      if (done !== null) throw new Error(done);
      const copy = new sqlite.DatabaseSync(to);
      try {
        copy.exec("PRAGMA journal_mode = DELETE"); // so that the copy is a single file
        checkThoroughly(copy, to);
      } finally {
        copy.close();
      }
    });
  } finally {
    source.close();
  }
}

/** The names in a directory, without what every new file system of Linux contains. */
function namesIn(path: string): string[] {
  return [...Deno.readDirSync(path)].map(({ name }) => name).filter((it) => it !== "lost+found");
}
