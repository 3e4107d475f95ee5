/** The statements that write and read the rooms of a data file, made once for each connection to it. */
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { ENDED_ROOMS_MAX } from "./ended_rooms.ts";
import { COMMITS, LIVING_TABLES, NUMBER_MAX } from "./sqlite_schema.ts";

/** For rows of a list, of which each has a key: see row_changes.ts. */
export interface ListStatements {
  /** Keeps the row where it is in the list. */
  readonly change: StatementSync;
  /** Puts the row at the end. */
  readonly append: StatementSync;
  readonly remove: StatementSync;
}

export type Statements = ReturnType<typeof prepare>;

/** Prepares all statements. Throws if the file lacks a table or column. */
export function prepare(database: DatabaseSync) {
  const sql = (statement: string) => database.prepare(statement);
  return {
    incarnation: sql("SELECT life AS incarnation FROM owner"),
    session: sql(`
      INSERT INTO sessions (room_id, created_at, ended_at, reason) VALUES (?, ?, ?, ?)
      ON CONFLICT (room_id, created_at) DO UPDATE SET
        ended_at = excluded.ended_at, reason = excluded.reason
    `),
    sessionOf: sql("SELECT 1 FROM sessions WHERE room_id = ? AND created_at = ?"),
    dropSession: ["sessions", "participants"].map((table) =>
      sql(`DELETE FROM ${table} WHERE room_id = ? AND created_at = ?`)
    ),
    participants: listOf(database, "participants", {
      key: ["room_id", "created_at", "member_id"],
      columns: ["name", "joined_at", "left_at"],
    }),
    participantsOf: sql(`
      SELECT * FROM participants WHERE room_id = ? AND created_at = ? ORDER BY rowid
    `),
    ballot: sql(`
      INSERT OR REPLACE INTO ballots
        (room_id, created_at, n, ticket_id, title, attempt, opened_at, revealed_at, votes, summary,
         estimate, note, url, description, tracker)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    `),
    ballotsOf: sql("SELECT * FROM ballots WHERE room_id = ? AND created_at = ? ORDER BY n"),
    room: sql(`
      INSERT INTO rooms (room_id, created_at, terms, version, active_at, head, ballot, commit_no)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    `),
    head: sql(`
      UPDATE rooms SET version = ?, active_at = ?, head = ?, ballot = ?, commit_no = ?
      WHERE room_id = ?
    `),
    terms: sql("UPDATE rooms SET terms = ? WHERE room_id = ?"),
    rooms: sql("SELECT * FROM rooms ORDER BY rowid"),
    dropRoom: LIVING_TABLES.map((table) => sql(`DELETE FROM ${table} WHERE room_id = ?`)),
    members: listOf(database, "members", { key: ["room_id", "member_id"], columns: ["member"] }),
    membersOf: sql("SELECT * FROM members WHERE room_id = ? ORDER BY rowid"),
    votes: listOf(database, "votes", { key: ["room_id", "member_id"], columns: ["vote"] }),
    clearVotes: sql("DELETE FROM votes WHERE room_id = ?"),
    votesOf: sql("SELECT * FROM votes WHERE room_id = ? ORDER BY rowid"),
    queue: sql("INSERT OR REPLACE INTO queues (room_id, queue) VALUES (?, ?)"),
    queueOf: sql("SELECT queue FROM queues WHERE room_id = ?"),
    // replaced, not updated: rows are read in the order in which they were last written
    token: sql("INSERT OR REPLACE INTO tokens (room_id, hash, member_id) VALUES (?, ?, ?)"),
    tokensOf: sql("SELECT hash, member_id FROM tokens WHERE room_id = ? ORDER BY rowid"),
    dropToken: sql("DELETE FROM tokens WHERE room_id = ? AND hash = ?"),
    tombstone: sql("INSERT INTO tombstones (room_id, ended_at, commit_no) VALUES (?, ?, ?)"),
    // two for each new one: what is too much, or left from a time before, shrinks
    dropTombstones: sql(`
      DELETE FROM tombstones
      WHERE n IN (SELECT n FROM tombstones ORDER BY n LIMIT 2) AND (n <= ? OR ended_at < ?)
    `),
    tombstones: sql(`
      SELECT * FROM (
        SELECT room_id, max(ended_at) AS ended_at FROM tombstones
        WHERE ended_at BETWEEN ? AND ${NUMBER_MAX}
        GROUP BY room_id ORDER BY 2 DESC LIMIT ${ENDED_ROOMS_MAX}
      ) ORDER BY ended_at
    `),
    commits: sql(COMMITS),
  };
}

/** Each statement takes the key first, then the other columns. */
function listOf(
  database: DatabaseSync,
  table: string,
  { key, columns }: { readonly key: readonly string[]; readonly columns: readonly string[] },
): ListStatements {
  const all = [...key, ...columns];
  // not numbered (?1): Deno 2.4 binds those wrong
  const matches = key.map((column) => `${column} = ?`).join(" AND ");
  const sets = columns.map((column) => `${column} = excluded.${column}`).join(", ");
  const row = `${table} (${all.join(", ")}) VALUES (${all.map(() => "?").join(", ")})`;
  return {
    change: database.prepare(
      `INSERT INTO ${row} ON CONFLICT (${key.join(", ")}) DO UPDATE SET ${sets}`,
    ),
    append: database.prepare(`INSERT OR REPLACE INTO ${row}`),
    remove: database.prepare(`DELETE FROM ${table} WHERE ${matches}`),
  };
}

/**
 * The rows that a statement finds. A number that is too large for JavaScript stays a bigint, which no column may have:
 * so it is its row that can't be decoded, instead of all rows that can't be read.
 */
export function rowsOf(statement: StatementSync, ...values: SQLInputValue[]): readonly StoredRow[] {
  statement.setReadBigInts(true);
  return statement.all(...values).map((row) =>
    Object.fromEntries(Object.entries(row).map(([column, value]) => [column, plain(value)]))
  );
}

/** A row as SQLite has it. */
export type StoredRow = ReturnType<StatementSync["all"]>[number];

function plain(value: StoredRow[string]): StoredRow[string] {
  const number = typeof value === "bigint" ? Number(value) : NaN;
  return Number.isSafeInteger(number) ? number : value;
}
