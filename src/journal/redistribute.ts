/**
 * Moves rooms between data files before the server starts, when a different number of workers gives them other homes.
 * Running rooms and the ids of recently ended ones move; results of ended sessions stay, because they need no home.
 * The process may be killed at any moment: a room is in its new file before it leaves the old one, and the files record
 * that a move is unfinished, whatever number of workers comes next.
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { integer, read, text } from "./decode_columns.ts";
import { homeOf } from "../base/ids.ts";
import { inTransaction } from "./sqlite_file.ts";
import { COMMITS, LIVING_TABLES, NUMBER_MAX, RESULT_TABLES } from "./sqlite_schema.ts";
import { rowsOf, type StoredRow } from "./sqlite_statements.ts";

/** Rooms, and tombstones, moved in one transaction. */
const ROOMS_AT_ONCE = 100;
const TOMBSTONES_AT_ONCE = 1_000;

/** A session, by its room and when it began. */
type Session = readonly [room_id: string, created_at: number];

/**
 * Moves every room to the file of its home. `files` are open data files by the number of their worker; those without a
 * worker have only results afterwards. Returns how many rooms were moved.
 */
export function redistribute(files: ReadonlyMap<number, DatabaseSync>, workers: number): number {
  if ([...files.values()].every((file) => marked(file) === workers)) return 0;
  const all = new Map([...files].map(([worker, file]) => [worker, new DataFile(file)] as const));
  for (const file of all.values()) file.mark(0);
  const homeFor = (roomId: string): DataFile => {
    const home = homeOf(roomId, workers);
    const file = all.get(home);
    if (file === undefined) throw new Error(`there is no file for worker ${home}`);
    return file;
  };
  let moved = 0;
  for (const file of all.values()) {
    moved += moveRooms(file, homeFor);
    moveTombstones(file, homeFor);
  }
  for (const file of all.values()) file.mark(workers);
  return moved;
}

/** The file that is home to a room. */
type HomeFor = (roomId: string) => DataFile;

function moveRooms(file: DataFile, homeFor: HomeFor): number {
  const strangers = file.rooms().filter(([room_id]) => homeFor(room_id) !== file);
  for (let at = 0; at < strangers.length; at += ROOMS_AT_ONCE) {
    const some = strangers.slice(at, at + ROOMS_AT_ONCE);
    for (const [home, sessions] of Map.groupBy(some, ([room_id]) => homeFor(room_id))) {
      home.inTransaction(() => sessions.forEach((session) => home.take(session, file)));
    }
    file.inTransaction(() => some.forEach((session) => file.remove(session)));
  }
  return strangers.length;
}

/** [W9] Moves the ids of ended rooms to the files of their homes. Moving one twice does no harm. */
function moveTombstones(file: DataFile, homeFor: HomeFor): void {
  let last = 0;
  for (;;) {
    const some = file.tombstones(last);
    const strangers = some.filter(({ room_id }) => homeFor(room_id) !== file);
    for (const [home, ended] of Map.groupBy(strangers, ({ room_id }) => homeFor(room_id))) {
      home.inTransaction(() => ended.forEach((tombstone) => home.bury(tombstone)));
    }
    if (strangers.length > 0) {
      file.inTransaction(() => strangers.forEach(({ n }) => file.dropTombstone(n)));
    }
    if (some.length < TOMBSTONES_AT_ONCE) return;
    last = some.at(-1)?.n ?? last;
  }
}

interface NumberedTombstone {
  readonly n: number;
  readonly room_id: string;
  readonly ended_at: number;
}

/** A file with its statements, each made once. */
class DataFile {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
    // what leaves one file must be in the other, even if the machine loses power in between
    database.exec("PRAGMA synchronous = FULL");
  }

  inTransaction(work: () => void): void {
    inTransaction(this.#database, work);
  }

  /** Records how many workers the rooms are spread over; 0: a move is unfinished. */
  mark(workers: number): void {
    this.#sql(`UPDATE owner SET workers = ?, commits = (${COMMITS})`).run(workers);
  }

  /** Those whose session can be named; any other stays where it is. */
  rooms(): readonly Session[] {
    const rooms = this.#sql(`
      SELECT room_id, created_at FROM rooms WHERE created_at BETWEEN 0 AND ${NUMBER_MAX}
    `);
    return rooms.all().map((row): Session => [
      read(text, row["room_id"], "room_id"),
      read(integer, row["created_at"], "created_at"),
    ]);
  }

  /** Copies a room into this file, unless an interrupted attempt has copied it already. */
  take(session: Session, source: DataFile): void {
    if (this.#age(session) >= source.#age(session)) return;
    this.remove(session);
    for (const table of [...RESULT_TABLES, ...LIVING_TABLES]) {
      for (const row of source.#rows(table, session)) this.#insert(table, row);
    }
  }

  /** Removes a room with its session, if the room of this session is here. */
  remove(session: Session): void {
    if (!this.#isRunning(session)) return;
    for (const table of [...RESULT_TABLES, ...LIVING_TABLES]) {
      const { where, key } = keyIn(table, session);
      this.#sql(`DELETE FROM ${table} WHERE ${where}`).run(...key);
    }
  }

  /** The next ids of ended rooms, after this number. */
  tombstones(after: number): readonly NumberedTombstone[] {
    const tombstones = this.#sql(`
      SELECT n, room_id, ended_at FROM tombstones
      WHERE n > ? AND ended_at BETWEEN 0 AND ${NUMBER_MAX} ORDER BY n LIMIT ${TOMBSTONES_AT_ONCE}
    `);
    return tombstones.all(after).map((row) => ({
      n: read(integer, row["n"], "n"),
      room_id: read(text, row["room_id"], "room_id"),
      ended_at: read(integer, row["ended_at"], "ended_at"),
    }));
  }

  bury({ room_id: roomId, ended_at: endedAt }: NumberedTombstone): void {
    this.#sql("INSERT INTO tombstones (room_id, ended_at, commit_no) VALUES (?, ?, 0)")
      .run(roomId, endedAt);
  }

  dropTombstone(n: number): void {
    this.#sql("DELETE FROM tombstones WHERE n = ?").run(n);
  }

  /** How far the session has got in this file: its room's version, infinity once it has ended, -1 if it is not here. */
  #age(session: Session): number {
    const age = this.#sql(`
      SELECT
        (SELECT version FROM rooms WHERE room_id = ? AND created_at = ?) AS version,
        (SELECT ended_at FROM sessions WHERE room_id = ? AND created_at = ?) AS ended_at
    `);
    const [{ version = null, ended_at = null } = {}] = rowsOf(age, ...session, ...session);
    return ended_at !== null ? Infinity : version === null ? -1 : Math.max(0, Number(version));
  }

  #isRunning(session: Session): boolean {
    return this.#sql("SELECT 1 FROM rooms WHERE room_id = ? AND created_at = ?")
      .get(...session) !== undefined;
  }

  #rows(table: Table, session: Session): readonly StoredRow[] {
    const { where, key } = keyIn(table, session);
    return rowsOf(this.#sql(`SELECT * FROM ${table} WHERE ${where} ORDER BY rowid`), ...key);
  }

  #insert(table: Table, row: StoredRow): void {
    // commits are numbered in each file by itself
    const values = Object.entries({ ...row, ..."commit_no" in row && { commit_no: 0 } });
    const columns = values.map(([column]) => column).join(", ");
    const places = values.map(() => "?").join(", ");
    this.#sql(`INSERT OR REPLACE INTO ${table} (${columns}) VALUES (${places})`)
      .run(...values.map(([, value]) => value));
  }

  #sql(statement: string): StatementSync {
    const known = this.#statements.get(statement);
    if (known !== undefined) return known;
    const made = this.#database.prepare(statement);
    this.#statements.set(statement, made);
    return made;
  }
}

type Table = typeof RESULT_TABLES[number] | typeof LIVING_TABLES[number];

/** The key of a session in a table: results by room and `created_at`, a running room by its id alone. */
function keyIn(table: Table, session: Session) {
  const isLiving = LIVING_TABLES.some((one) => one === table);
  const [roomId] = session;
  return isLiving
    ? { where: "room_id = ?", key: [roomId] }
    : { where: "room_id = ? AND created_at = ?", key: session };
}

function marked(file: DatabaseSync): number {
  return read(integer, file.prepare("SELECT workers FROM owner").get()?.["workers"], "workers");
}
