/**
 * A different number of workers gives rooms other homes: their rows go to the files of those, before anybody
 * serves. It may be killed at any moment: what is moved is in its new file before it leaves the old one, and
 * until everything is done the files say so, whatever number of workers is asked for next.
 */
import type { DatabaseSync } from "node:sqlite";
import { text, whole } from "./decode.ts";
import { homeOf } from "./ids.ts";
import { inTransaction } from "./sqlite_file.ts";
import { LIVING_TABLES, RESULT_TABLES } from "./sqlite_schema.ts";

/** Sessions moved in one transaction. */
const SESSIONS_AT_ONCE = 200;

interface Session {
  readonly room_id: string;
  readonly created_at: number;
}

/**
 * Moves every session to the file of its home. `files` are open data files by the number of their worker; those
 * past the last worker are empty afterwards. Returns how many were moved.
 */
export function redistribute(files: ReadonlyMap<number, DatabaseSync>, workers: number): number {
  const spread = [...files].every(([worker, file]) => worker < workers && marked(file) === workers);
  if (spread) return 0;
  for (const file of files.values()) mark(file, 0);
  let moved = 0;
  for (const [worker, file] of files) {
    for (const [home, sessions] of strangers(file, worker, workers)) {
      const target = files.get(home);
      if (target === undefined) throw new Error(`there is no file for worker ${home}`);
      for (let at = 0; at < sessions.length; at += SESSIONS_AT_ONCE) {
        const some = sessions.slice(at, at + SESSIONS_AT_ONCE);
        inTransaction(target, () => some.forEach((session) => copy(file, target, session)));
        inTransaction(file, () => some.forEach((session) => remove(file, session)));
      }
      moved += sessions.length;
    }
  }
  for (const file of files.values()) mark(file, workers);
  return moved;
}

/** Sessions of a file that are at home elsewhere, by their home. */
function strangers(
  file: DatabaseSync,
  worker: number,
  workers: number,
): ReadonlyMap<number, readonly Session[]> {
  const byHome = new Map<number, Session[]>();
  for (const row of file.prepare("SELECT room_id, created_at FROM sessions").iterate()) {
    const session = {
      room_id: text(row["room_id"], "room_id"),
      created_at: whole(row["created_at"], "created_at"),
    };
    const home = homeOf(session.room_id, workers);
    if (home === worker) continue;
    const ofHome = byHome.get(home);
    if (ofHome === undefined) byHome.set(home, [session]);
    else ofHome.push(session);
  }
  return byHome;
}

/** Copies a session, unless what the target has of it is as new: then an earlier attempt has got that far. */
function copy(source: DatabaseSync, target: DatabaseSync, session: Session): void {
  if (ageOf(target, session) >= ageOf(source, session)) return;
  remove(target, session);
  const { room_id, created_at } = session;
  for (const table of RESULT_TABLES) {
    const rows = source.prepare(`SELECT * FROM ${table} WHERE room_id = ? AND created_at = ?`)
      .all(room_id, created_at);
    for (const row of rows) insert(target, table, row);
  }
  if (!lives(source, session)) return;
  for (const table of LIVING_TABLES) {
    const rows = source.prepare(`SELECT * FROM ${table} WHERE room_id = ? ORDER BY rowid`)
      .all(room_id);
    for (const row of rows) insert(target, table, row);
  }
}

type Row = ReturnType<ReturnType<DatabaseSync["prepare"]>["all"]>[number];

function insert(target: DatabaseSync, table: string, row: Row): void {
  const columns = Object.keys(row);
  const places = columns.map(() => "?").join(", ");
  target.prepare(`INSERT OR REPLACE INTO ${table} (${columns.join(", ")}) VALUES (${places})`)
    .run(...Object.values(row));
}

function remove(file: DatabaseSync, session: Session): void {
  const { room_id, created_at } = session;
  if (lives(file, session)) {
    for (const table of LIVING_TABLES) {
      file.prepare(`DELETE FROM ${table} WHERE room_id = ?`).run(room_id);
    }
  }
  for (const table of RESULT_TABLES) {
    file.prepare(`DELETE FROM ${table} WHERE room_id = ? AND created_at = ?`)
      .run(room_id, created_at);
  }
}

/** The version of what a file has of a session: ended is the last of all, -1 is nothing. */
function ageOf(file: DatabaseSync, { room_id, created_at }: Session): number {
  const row = file.prepare(`
    SELECT ended_at, version FROM sessions LEFT JOIN rooms USING (room_id, created_at)
    WHERE room_id = ? AND created_at = ?
  `).get(room_id, created_at);
  if (row === undefined) return -1;
  return row["ended_at"] === null ? Number(row["version"]) : Infinity;
}

function lives(file: DatabaseSync, { room_id, created_at }: Session): boolean {
  return file.prepare("SELECT 1 FROM rooms WHERE room_id = ? AND created_at = ?")
    .get(room_id, created_at) !== undefined;
}

function marked(file: DatabaseSync): number {
  return whole(file.prepare("SELECT workers FROM owner").get()?.["workers"], "workers");
}

function mark(file: DatabaseSync, workers: number): void {
  file.prepare("UPDATE owner SET workers = ?").run(workers);
}
