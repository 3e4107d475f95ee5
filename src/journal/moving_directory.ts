/** A data directory as one end of a move: all of it is read, or written, while nobody serves from it. */
import type { Contents } from "./contents.ts";
import { isOver } from "./contents.ts";
import {
  type DataDirectory,
  dataFile,
  dataFiles,
  moveBegins,
  moveIsOver,
  movingWith,
  openDataDirectory,
  setAside,
} from "./data_directory.ts";
import { ENDED_FOR_MS } from "./ended_rooms.ts";
import { JournalFailure, type RoomWrite, type Saved } from "./journal.ts";
import { writeOf } from "./room_parts.ts";
import { readSessions } from "./saved_sessions.ts";
import { importEnded } from "./sqlite_import.ts";
import { SqliteJournal } from "./sqlite_journal.ts";

/** Writes wait for the disk, because the originals may be removed right afterwards. */
const SYNC = "full";
/** Rooms written in one transaction. */
const ROOMS_AT_ONCE = 100;

interface MovingDirectoryOptions {
  /** The cluster at the other end. */
  readonly cluster: string;
  /** Whether the directory must have content. */
  readonly isSource: boolean;
  /** Takes a line about what can't be read. */
  readonly complain: (problem: string) => void;
}

/** Each call throws a `JournalFailure` with a line for a person. */
export class MovingDirectory {
  readonly #path: string;
  readonly #cluster: string;
  readonly #lock: DataDirectory;

  constructor(path: string, { cluster, isSource, complain }: MovingDirectoryOptions) {
    if (isSource && dataFiles(path).length === 0 && movingWith(path) === null) {
      const problem = `${path} has no data files: name the directory that the server was given`;
      throw new JournalFailure("failed", problem);
    }
    this.#path = path;
    this.#cluster = cluster;
    // all running rooms are in one file then; a server spreads it over its workers again
    this.#lock = openDataDirectory(path, { workers: 1, sync: SYNC, moving: cluster });
    for (const { problem } of this.#lock.missing) complain(problem);
  }

  /** From now on nobody can serve from here, until `over`. Idempotent. */
  begin(): void {
    moveBegins(this.#path, this.#cluster);
  }

  over(): void {
    moveIsOver(this.#path);
  }

  read(complain: (problem: string) => void): Contents {
    const journal = this.#journal();
    try {
      const { rooms, ended, damaged } = journal.load(Date.now() - ENDED_FOR_MS);
      for (const { room_id: roomId, problem } of damaged) {
        complain(`room ${roomId} can't be read, and is not moved: ${problem}`);
      }
      return { rooms, ended, sessions: readSessions(this.#path, {}, complain).filter(isOver) };
    } finally {
      journal.close();
    }
  }

  write({ rooms, ...ended }: Contents): void {
    importEnded(dataFile(this.#path, 0), SYNC, ended);
    const journal = this.#journal();
    try {
      for (let at = 0; at < rooms.length; at += ROOMS_AT_ONCE) {
        journal.commit(rooms.slice(at, at + ROOMS_AT_ONCE).map(wholeOf));
      }
    } finally {
      journal.close();
    }
  }

  /** Takes the data files out of use. Returns the folder where they are kept. */
  setAside(): string {
    const now = new Date().toISOString().replace(/\..*/, "").replace(/[-:]/g, "");
    const folder = `moved-${now}`;
    setAside(this.#path, folder);
    return `${this.#path.replace(/\/+$/, "")}/${folder}`;
  }

  /** Releases the lock. Idempotent. */
  close(): void {
    this.#lock.close();
  }

  #journal(): SqliteJournal {
    return new SqliteJournal(dataFile(this.#path, 0), SYNC);
  }
}

function wholeOf(saved: Saved): RoomWrite {
  const write = writeOf(null, saved, null);
  if (write === null) throw new Error("a whole room is no change");
  return write;
}
