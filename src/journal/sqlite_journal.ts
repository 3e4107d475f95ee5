/**
 * The journal in SQLite, with one file for each worker. It writes changes of rooms as rows, and puts rooms together
 * from their rows. It trusts nothing that it reads.
 */
import type { DatabaseSync } from "node:sqlite";
import { CommitMarker, markPath } from "./commit_mark.ts";
import * as v from "valibot";
import { Damaged, integer, listOf, read, readJson, text } from "./decode_columns.ts";
import { headFields, member, terms, ticket, vote } from "./decode_room.ts";
import { ENDED_FOR_MS, ENDED_ROOMS_MAX } from "./ended_rooms.ts";
import {
  type Ending,
  type Journal,
  JournalFailure,
  type Loaded,
  type Pruned,
  type RoomWrite,
  type Saved,
} from "./journal.ts";
import { roomOf } from "./room_parts.ts";
import type { RowChanges } from "./row_changes.ts";
import { type DataSync, explained, inTransaction, reopenFile } from "./sqlite_file.ts";
import { pruneFile } from "./sqlite_prune.ts";
import {
  ballotColumns,
  ballotOf,
  headColumns,
  ofMember,
  participantColumns,
  participantOf,
  revealedBallot,
  type Row,
  tombstoneOf,
} from "./sqlite_rows.ts";
import { COMMITS } from "./sqlite_schema.ts";
import { type ListStatements, prepare, rowsOf, type Statements } from "./sqlite_statements.ts";

export class SqliteJournal implements Journal {
  readonly #path: string;
  readonly #database: DatabaseSync;
  readonly #incarnation: number;
  readonly #sql: Statements;
  readonly #marker: CommitMarker;
  /** The number of the last commit that was done. */
  #commitNo: number;
  /** Rooms whose few votes have rows, because an earlier version saved them. */
  readonly #withRows = new Set<string>();
  #closed = false;

  /** Opens a file that is sound, and takes it over: what an earlier incarnation of this worker still writes fails. */
  constructor(path: string, sync: DataSync) {
    this.#path = path;
    this.#database = reopenFile(path, sync);
    try {
      this.#sql = explained(path, () => prepare(this.#database));
      [this.#incarnation, this.#commitNo] = explained(
        path,
        () =>
          inTransaction(this.#database, () => {
            const incarnation = this.#owner() + 1;
            // noted here, because a row that is deleted by hand takes the number of its commit with it
            this.#database.prepare(`UPDATE owner SET life = ?, commits = (${COMMITS})`).run(
              incarnation,
            );
            return [incarnation, read(integer, this.#sql.commits.get()?.["commits"], "commits")];
          }),
      );
      this.#marker = explained(markPath(path), () => new CommitMarker(path));
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  load(endedSince: number): Loaded {
    return explained(this.#path, () => {
      const rooms: Saved[] = [];
      const damaged: Loaded["damaged"][number][] = [];
      for (const row of rowsOf(this.#sql.rooms)) {
        try {
          rooms.push(this.#room(row));
        } catch (error) {
          if (!(error instanceof Error)) throw error;
          damaged.push({ room_id: String(row["room_id"]), problem: error.message });
        }
      }
      return { rooms, damaged, ended: this.#sql.tombstones.all(endedSince).map(tombstoneOf) };
    });
  }

  commit(writes: readonly RoomWrite[]): void {
    explained(this.#path, () =>
      inTransaction(this.#database, () => {
        if (this.#owner() !== this.#incarnation) {
          throw new JournalFailure("superseded", `${this.#path} has been taken over`);
        }
        for (const write of writes) this.#write(write, this.#commitNo + 1);
      }));
    this.#commitNo++;
    for (const { room_id } of writes) this.#withRows.delete(room_id);
    this.#marker.note({ commit_no: this.#commitNo, at: latest(writes) });
  }

  isSuperseded(): boolean {
    try {
      return this.#owner() !== this.#incarnation;
    } catch {
      return false;
    }
  }

  prune(endedBefore: number, atMost: number): Pruned {
    return explained(
      this.#path,
      () => pruneFile(this.#database, { endedBefore, atMost }),
    );
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#database.close();
    this.#marker.close();
  }

  #owner(): number {
    return read(integer, this.#sql.incarnation.get()?.["incarnation"], "owner");
  }

  /** Every write notes the number of its commit in a row: that of the room, or of its tombstone. */
  #write(write: RoomWrite, commitNo: number): void {
    const { room_id, created_at, isNew, participants, ballots, ended, hasResults } = write;
    const sql = this.#sql;
    // rows may be left of a former room of this id, which has nothing to do with this one
    if (isNew) this.#dropRoom(room_id);
    if (ended !== null) {
      this.#dropRoom(room_id);
      this.#bury(room_id, ended, commitNo);
    }
    if (ended !== null && !hasResults) {
      for (const drop of sql.dropSession) drop.run(room_id, created_at);
      return;
    }
    if (isNew || ended !== null) {
      const { ended_at = null, reason = null } = ended ?? {};
      sql.session.run(room_id, created_at, ended_at, reason);
    }
    apply(sql.participants, [room_id, created_at], {
      changes: participants,
      columnsOf: participantColumns,
    });
    for (const [n, ballot] of ballots) {
      sql.ballot.run(room_id, created_at, n, ...ballotColumns(ballot));
    }
    if (ended === null) this.#writeLiving(write, commitNo);
  }

  #writeLiving(write: RoomWrite, commitNo: number): void {
    const { room_id, created_at, isNew, terms, members, allVotes, queue } = write;
    const sql = this.#sql;
    const few = areFew(allVotes.size) ? [...allVotes.values()] : null;
    const head = [...headColumns(write.head, few), commitNo];
    if (isNew) sql.room.run(room_id, created_at, JSON.stringify(terms), ...head);
    else sql.head.run(...head, room_id);
    if (!isNew && terms !== null) sql.terms.run(JSON.stringify(terms), room_id);
    apply(sql.members, [room_id], { changes: members, columnsOf: inJson });
    this.#writeManyVotes(write);
    if (queue !== null) sql.queue.run(room_id, JSON.stringify(queue));
    for (const [hash, memberId] of write.tokens) sql.token.run(room_id, hash, memberId);
    for (const hash of write.forgottenTokens) sql.dropToken.run(room_id, hash);
  }

  /** A few votes are in the column of their ballot; more have a row each, so that one more costs one row. */
  #writeManyVotes({ room_id, votes, allVotes, votesBefore }: RoomWrite): void {
    const sql = this.#sql;
    const hadRows = this.#withRows.has(room_id) || !areFew(votesBefore);
    const getRows = !areFew(allVotes.size);
    if (!hadRows && !getRows) return;
    if (hadRows && getRows) {
      return apply(sql.votes, [room_id], { changes: votes, columnsOf: inJson });
    }
    // also if none should be there: an earlier version left those of ballots that were over
    sql.clearVotes.run(room_id);
    if (!getRows) return;
    for (const one of allVotes.values()) sql.votes.append.run(room_id, ...inJson(one));
  }

  #dropRoom(roomId: string): void {
    for (const drop of this.#sql.dropRoom) drop.run(roomId);
  }

  /** [W9] Remembers the id as long as asking for it does not count as a guess. */
  #bury(roomId: string, { ended_at: endedAt }: Ending, commitNo: number): void {
    const { tombstone, dropTombstones } = this.#sql;
    const { lastInsertRowid } = tombstone.run(roomId, endedAt, commitNo);
    dropTombstones.run(Number(lastInsertRowid) - ENDED_ROOMS_MAX, endedAt - ENDED_FOR_MS);
  }

  #room(row: Row): Saved {
    const roomId = read(text, row["room_id"], "room_id");
    const createdAt = read(integer, row["created_at"], "created_at");
    const sql = this.#sql;
    const { ballot, votes } = ballotOf(row["ballot"]);
    if (votes === null && ballot !== null && ballot !== "revealed") this.#withRows.add(roomId);
    if (sql.sessionOf.get(roomId, createdAt) === undefined) {
      throw new Damaged("its session is missing");
    }
    const room = roomOf({
      room_id: roomId,
      created_at: createdAt,
      terms: readJson(terms, row["terms"], "terms"),
      head: {
        version: read(integer, row["version"], "version"),
        active_at: read(integer, row["active_at"], "active_at"),
        ...readJson(headFields, row["head"], "head"),
        ballot,
      },
      members: sql.membersOf.all(roomId).map(ofMember("member", member)),
      votes: votes ?? sql.votesOf.all(roomId).map(ofMember("vote", vote)),
      queue: readJson(listOf(ticket), sql.queueOf.get(roomId)?.["queue"], "queue"),
      participants: sql.participantsOf.all(roomId, createdAt).map(participantOf),
      history: sql.ballotsOf.all(roomId, createdAt).map(revealedBallot),
    });
    const tokens = sql.tokensOf.all(roomId).map(({ hash, member_id }) =>
      [read(text, hash, "hash"), read(v.nullable(text), member_id, "member_id")] as const
    );
    return { room, tokens: new Map(tokens) };
  }
}

/** When the latest of these changes happened. */
function latest(writes: readonly RoomWrite[]): number {
  return writes.reduce((last, { head, ended }) => {
    return Math.max(last, ended?.ended_at ?? head.active_at);
  }, 0);
}

/** Whether votes are saved with their ballot: writing all of them again costs less than a row for one. */
function areFew(votes: number): boolean {
  return votes <= VOTES_WITH_BALLOT_MAX;
}

const VOTES_WITH_BALLOT_MAX = 16;

type Column = string | number | null;

/** Applies the changes of a list to its rows; `key` identifies the list. */
function apply<Value>(
  { change, append, remove }: ListStatements,
  key: readonly Column[],
  { changes, columnsOf }: {
    readonly changes: RowChanges<Value>;
    /** The columns from the member on. */
    readonly columnsOf: (value: Value) => readonly Column[];
  },
): void {
  for (const value of changes.changed.values()) change.run(...key, ...columnsOf(value));
  for (const memberId of changes.removed) remove.run(...key, memberId);
  for (const value of changes.appended.values()) append.run(...key, ...columnsOf(value));
}

function inJson(value: { readonly member_id: string }): readonly Column[] {
  return [value.member_id, JSON.stringify(value)];
}
