/**
 * The journal in SQLite, one file for one worker. It owns the form of the rows, and the statements that write
 * and read them; it believes nothing that it reads.
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { RevealedBallot, RoomId } from "../room/state.ts";
import { Damaged, listOf, orNull, readJson, text, whole } from "./decode.ts";
import {
  fixed,
  headBallot,
  headFields,
  members,
  participant,
  summary,
  ticket,
  vote,
} from "./decode_room.ts";
import {
  type EndedSession,
  type Head,
  type Journal,
  JournalFailure,
  type Loaded,
  roomOf,
  type RoomWrite,
  type Saved,
} from "./journal.ts";
import { type DataSync, explained, inTransaction, openFile } from "./sqlite_file.ts";
import { LIVING_TABLES } from "./sqlite_schema.ts";

export class SqliteJournal implements Journal {
  readonly #path: string;
  readonly #database: DatabaseSync;
  readonly #life: number;
  readonly #sql: Statements;
  #closed = false;

  /** Opens the file and takes it over: what another life of this worker still wants to write fails. */
  constructor(path: string, sync: DataSync) {
    this.#path = path;
    this.#database = openFile(path, sync);
    this.#sql = prepare(this.#database);
    this.#life = explained(path, () =>
      inTransaction(this.#database, () => {
        const life = this.#owner() + 1;
        this.#database.prepare("UPDATE owner SET life = ?").run(life);
        return life;
      }));
  }

  load(ended_since: number): Loaded {
    return explained(this.#path, () => {
      const rooms: Saved[] = [];
      const damaged: Loaded["damaged"][number][] = [];
      for (const row of this.#sql.rooms.all()) {
        try {
          rooms.push(this.#room(row));
        } catch (error) {
          if (!(error instanceof Error)) throw error;
          damaged.push({ room_id: String(row["room_id"]), problem: error.message });
        }
      }
      return { rooms, damaged, ended: this.#sql.ended.all(ended_since).map(endedSession) };
    });
  }

  commit(writes: readonly RoomWrite[]): void {
    explained(this.#path, () =>
      inTransaction(this.#database, () => {
        if (this.#owner() !== this.#life) {
          throw new JournalFailure("superseded", `${this.#path} has been taken over`);
        }
        for (const write of writes) this.#write(write);
      }));
  }

  isSuperseded(): boolean {
    try {
      return this.#owner() !== this.#life;
    } catch {
      return false;
    }
  }

  prune(ended_before: number, at_most: number): number {
    const { pruned, dropBallots, dropSession } = this.#sql;
    return explained(this.#path, () =>
      inTransaction(this.#database, () => {
        const rows = pruned.all(ended_before, at_most);
        for (const row of rows) {
          const key = [text(row["room_id"], "room_id"), whole(row["created_at"], "created_at")];
          dropBallots.run(...key);
          dropSession.run(...key);
        }
        return rows.length;
      }));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#database.close();
  }

  #owner(): number {
    return whole(this.#sql.owner.get()?.["life"], "owner");
  }

  #write(write: RoomWrite): void {
    const { room_id, created_at, participants, ended } = write;
    const sql = this.#sql;
    if (participants !== null) {
      const { ended_at = null, reason = null } = ended ?? {};
      sql.session.run(room_id, created_at, ended_at, reason, JSON.stringify(participants));
    }
    for (const [n, ballot] of write.ballots) {
      sql.ballot.run(room_id, created_at, n, ...ballotColumns(ballot));
    }
    if (ended !== null) {
      for (const drop of sql.dropRoom) drop.run(room_id);
      return;
    }
    this.#writeLiving(write);
  }

  #writeLiving(write: RoomWrite): void {
    const { room_id, created_at, fixed, members, queue } = write;
    const sql = this.#sql;
    const head = headColumns(write.head);
    if (fixed === null) sql.head.run(...head, room_id);
    else sql.room.run(room_id, created_at, JSON.stringify(fixed), ...head);
    if (members !== null) sql.members.run(room_id, JSON.stringify(members));
    if (queue !== null) sql.queue.run(room_id, JSON.stringify(queue));
    for (const [hash, member_id] of write.tokens) sql.token.run(room_id, hash, member_id);
    for (const hash of write.forgotten_tokens) sql.dropToken.run(room_id, hash);
  }

  #room(row: Row): Saved {
    const room_id = text(row["room_id"], "room_id");
    const created_at = whole(row["created_at"], "created_at");
    const sql = this.#sql;
    const history = sql.ballots.all(room_id, created_at).map(revealedBallot);
    const room = roomOf({
      room_id,
      created_at,
      fixed: readJson(row["fixed"], "fixed", fixed),
      head: {
        version: whole(row["version"], "version"),
        active_at: whole(row["active_at"], "active_at"),
        ...readJson(row["head"], "head", headFields),
        ballot: readJson(row["ballot"], "ballot", headBallot),
      },
      members: readJson(sql.membersOf.get(room_id)?.["members"], "members", members),
      queue: readJson(sql.queueOf.get(room_id)?.["queue"], "queue", listOf(ticket)),
      participants: readJson(
        sql.participantsOf.get(room_id, created_at)?.["participants"],
        "participants",
        listOf(participant),
      ),
      history,
    });
    const tokens = sql.tokensOf.all(room_id).map(({ hash, member_id }) =>
      [text(hash, "hash"), orNull(text)(member_id, "member_id")] as const
    );
    return { room, tokens: new Map(tokens) };
  }
}

type Row = Readonly<Record<string, unknown>>;

interface Statements {
  readonly owner: StatementSync;
  readonly session: StatementSync;
  readonly ballot: StatementSync;
  readonly room: StatementSync;
  readonly head: StatementSync;
  readonly members: StatementSync;
  readonly queue: StatementSync;
  readonly token: StatementSync;
  readonly dropToken: StatementSync;
  readonly dropRoom: readonly StatementSync[];
  readonly rooms: StatementSync;
  readonly membersOf: StatementSync;
  readonly queueOf: StatementSync;
  readonly participantsOf: StatementSync;
  readonly ballots: StatementSync;
  readonly tokensOf: StatementSync;
  readonly ended: StatementSync;
  readonly pruned: StatementSync;
  readonly dropBallots: StatementSync;
  readonly dropSession: StatementSync;
}

function prepare(database: DatabaseSync): Statements {
  const sql = (statement: string) => database.prepare(statement);
  return {
    owner: sql("SELECT life FROM owner"),
    session: sql(`
      INSERT INTO sessions (room_id, created_at, ended_at, reason, participants)
      VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (room_id, created_at) DO UPDATE SET
        ended_at = excluded.ended_at, reason = excluded.reason, participants = excluded.participants
    `),
    ballot: sql(`
      INSERT OR REPLACE INTO ballots
        (room_id, created_at, n, ticket_id, title, attempt, opened_at, revealed_at, votes, summary,
         estimate)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    `),
    room: sql(`
      INSERT OR REPLACE INTO rooms
        (room_id, created_at, fixed, version, active_at, head, ballot)
      VALUES (?, ?, ?, ?, ?, ?, ?)
    `),
    head: sql(
      "UPDATE rooms SET version = ?, active_at = ?, head = ?, ballot = ? WHERE room_id = ?",
    ),
    members: sql("INSERT OR REPLACE INTO members (room_id, members) VALUES (?, ?)"),
    queue: sql("INSERT OR REPLACE INTO queues (room_id, queue) VALUES (?, ?)"),
    // replaced, not updated: rows are read in the order in which they were last written
    token: sql("INSERT OR REPLACE INTO tokens (room_id, hash, member_id) VALUES (?, ?, ?)"),
    dropToken: sql("DELETE FROM tokens WHERE room_id = ? AND hash = ?"),
    dropRoom: LIVING_TABLES.map((table) => sql(`DELETE FROM ${table} WHERE room_id = ?`)),
    rooms: sql("SELECT * FROM rooms ORDER BY rowid"),
    membersOf: sql("SELECT members FROM members WHERE room_id = ?"),
    queueOf: sql("SELECT queue FROM queues WHERE room_id = ?"),
    participantsOf: sql("SELECT participants FROM sessions WHERE room_id = ? AND created_at = ?"),
    ballots: sql("SELECT * FROM ballots WHERE room_id = ? AND created_at = ? ORDER BY n"),
    tokensOf: sql("SELECT hash, member_id FROM tokens WHERE room_id = ? ORDER BY rowid"),
    ended: sql("SELECT room_id, ended_at FROM sessions WHERE ended_at >= ? ORDER BY ended_at"),
    pruned: sql(`
      SELECT room_id, created_at FROM sessions WHERE ended_at < ? ORDER BY ended_at LIMIT ?
    `),
    dropBallots: sql("DELETE FROM ballots WHERE room_id = ? AND created_at = ?"),
    dropSession: sql("DELETE FROM sessions WHERE room_id = ? AND created_at = ?"),
  };
}

function headColumns({ version, active_at, ballot, ...head }: Head) {
  const open = ballot === null || ballot === "revealed"
    ? ballot
    : { ...ballot, votes: [...ballot.votes.values()] };
  return [version, active_at, JSON.stringify(head), JSON.stringify(open)] as const;
}

function ballotColumns(ballot: RevealedBallot) {
  const { ticket: { ticket_id, title = null }, attempt, opened_at, revealed_at, estimate } = ballot;
  const votes = ballot.votes === null ? null : JSON.stringify(ballot.votes);
  const summary = JSON.stringify(ballot.summary);
  return [ticket_id, title, attempt, opened_at, revealed_at, votes, summary, estimate] as const;
}

export function revealedBallot(row: Row, at: number): RevealedBallot {
  const where = `ballots[${at}]`;
  if (row["n"] !== at) throw new Damaged(`${where} is missing`);
  const title = orNull(text)(row["title"], `${where}.title`);
  return {
    phase: "revealed",
    ticket: {
      ticket_id: text(row["ticket_id"], `${where}.ticket_id`),
      ...title !== null && { title },
    },
    attempt: whole(row["attempt"], `${where}.attempt`),
    opened_at: whole(row["opened_at"], `${where}.opened_at`),
    revealed_at: whole(row["revealed_at"], `${where}.revealed_at`),
    votes: row["votes"] === null ? null : readJson(row["votes"], `${where}.votes`, listOf(vote)),
    summary: readJson(row["summary"], `${where}.summary`, summary),
    estimate: orNull(text)(row["estimate"], `${where}.estimate`),
  };
}

function endedSession(row: Row): EndedSession {
  const room_id: RoomId = text(row["room_id"], "room_id");
  return { room_id, ended_at: whole(row["ended_at"], "ended_at") };
}
