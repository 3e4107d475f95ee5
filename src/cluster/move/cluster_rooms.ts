/** All that a cluster keeps, read and written while no node lives. Whatever can't be done throws a `MoveFailure`. */
import { pause, systemClock } from "../../base/clock.ts";
import { type Contents, type EndedSession, isOver } from "../../journal/contents.ts";
import { ENDED_FOR_MS } from "../../journal/ended_rooms.ts";
import type { Saved, Tombstone } from "../../journal/journal.ts";
import { writeOf } from "../../journal/room_parts.ts";
import { startCommit } from "../commit.ts";
import { OWN_FORMATS } from "../format.ts";
import type { Append, Engine } from "../engine.ts";
import { allRooms, keptSessions, readAll } from "../kept_sessions.ts";
import { encodeChange } from "../room_changes.ts";
import { encodeRecords, readRoom } from "../room_records.ts";
import { resultsOf } from "../session_results.ts";
import { roomIdOf, type Subjects } from "../subjects.ts";

/** Writes at the same time. */
const WRITES_AT_ONCE = 64;
/** How long NATS may take to keep one of them, and to drop all rooms, in milliseconds. */
const WRITE_MS = 60_000;
const LOOK_AGAIN_MS = 200;

export class MoveFailure extends Error {
  override name = "MoveFailure";
}

/** What is here, and the number of each room's last record. */
interface ClusterContents extends Contents {
  readonly seqs: ReadonlyMap<string, number>;
}

export class ClusterRooms {
  readonly #engine: Engine;
  readonly #subjects: Subjects;
  readonly #workerId = `move-${crypto.randomUUID().slice(0, 8)}`;
  #writes = 0;

  constructor(engine: Engine, subjects: Subjects) {
    this.#engine = engine;
    this.#subjects = subjects;
  }

  async read(complain: (problem: string) => void): Promise<ClusterContents> {
    const rooms: Saved[] = [];
    const ended: Tombstone[] = [];
    const seqs = new Map<string, number>();
    for (const [subject, records] of await this.#roomRecords()) {
      const room = readRoom(records);
      const roomId = roomIdOf(subject);
      seqs.set(roomId, room.seq);
      if (room.kind === "room") rooms.push(room.saved);
      else if (room.kind === "ended") ended.push({ room_id: roomId, ended_at: room.ended_at });
    }
    const where = { engine: this.#engine, subjects: this.#subjects };
    // it complains of rooms that can't be read, too; they stay where they are
    const sessions = await keptSessions(where, {}, complain);
    if (!sessions.ok) throw new MoveFailure(sessions.error);
    const since = Date.now() - ENDED_FOR_MS;
    return {
      rooms,
      sessions: sessions.value.filter(isOver),
      ended: ended.filter(({ ended_at }) => ended_at >= since)
        .sort((a, b) => a.ended_at - b.ended_at),
      seqs,
    };
  }

  /** `seqs`: the last record of each room that has any. */
  async write(
    { rooms, sessions, ended }: Contents,
    seqs: ReadonlyMap<string, number>,
  ): Promise<void> {
    await inTurns(sessions, (session) => this.#writeSession(session));
    const expected = (roomId: string) => seqs.get(roomId) ?? 0;
    await inTurns(ended, ({ room_id, ended_at }) => {
      const record = { ...this.#record(0), whole: false, ended_at: Math.round(ended_at) };
      const texts = encodeRecords(record, "");
      return this.#commit(room_id, expected(room_id), { write: record.write, texts });
    });
    await inTurns(rooms, (saved) => {
      const { room_id, version } = saved.room;
      const write = writeOf(null, saved, null);
      if (write === null) throw new Error("a whole room is no change");
      const record = { ...this.#record(version), whole: true };
      const texts = encodeRecords(record, encodeChange(write));
      return this.#commit(room_id, expected(room_id), { write: record.write, texts });
    });
  }

  /** Drops these rooms, up to the record that was read; nobody may have written another since. */
  async drop(rooms: readonly Saved[], seqs: ReadonlyMap<string, number>): Promise<void> {
    const until = performance.now() + WRITE_MS;
    let left = rooms.map(({ room }) => room.room_id);
    while (left.length > 0) {
      for (const roomId of left) {
        this.#engine.forget(this.#subjectOf(roomId), seqs.get(roomId) ?? 0);
      }
      await pause(systemClock, LOOK_AGAIN_MS);
      const there = new Set([...(await this.#roomRecords()).keys()].map(roomIdOf));
      left = left.filter((roomId) => there.has(roomId));
      if (left.length > 0 && performance.now() > until) {
        throw new MoveFailure(`NATS does not drop ${left.length} rooms that were moved`);
      }
    }
  }

  #record(version: number) {
    return { life: this.#workerId, write: `${this.#workerId}-${++this.#writes}`, version };
  }

  #subjectOf(roomId: string): string {
    return this.#subjects.room(this.#subjects.shardOf(roomId), roomId);
  }

  async #roomRecords() {
    const read = await readAll(this.#engine, allRooms(this.#subjects));
    if (!read.ok) throw new MoveFailure(read.error);
    return Map.groupBy(read.value, ({ subject }) => subject);
  }

  #commit(
    roomId: string,
    expected: number,
    { write, texts }: { readonly write: string; readonly texts: readonly string[] },
  ): Promise<void> {
    return inTime(`room ${roomId}`, (done, failed) => {
      const commit = startCommit({
        ...{ subject: this.#subjectOf(roomId), write, texts, expected, before: [] },
        done: ({ kind }) => {
          if (kind === "committed") done();
          else failed(`somebody else has written room ${roomId}: does a node run?`);
        },
      }, {
        engine: this.#engine,
        clock: systemClock,
        workerId: this.#workerId,
        formats: OWN_FORMATS,
      });
      return () => commit.cancel();
    });
  }

  async #writeSession(session: EndedSession): Promise<void> {
    const { room_id, created_at, participants, ballots, ended_at, reason } = session;
    const of = { room_id, created_at, participants, history: ballots, version: 0 };
    for (const append of resultsOf(of, { ended_at, reason }, { subjects: this.#subjects })) {
      await inTime(`results of room ${room_id}`, (done) => this.#append(append, done));
    }
  }

  /** Again until it is there. */
  #append(append: Append, done: () => void): () => void {
    let cancel = () => {};
    let isOver = false;
    const next = () => {
      this.#engine.append(append, ({ kind }) => {
        if (isOver) return;
        if (kind !== "failed") return done(); // one that is there already is there
        cancel = systemClock.after(LOOK_AGAIN_MS, next);
      });
    };
    next();
    return () => {
      isOver = true;
      cancel();
    };
  }
}

/** Runs `work` for all of these, so many at once. */
async function inTurns<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const left = all.values();
  const turn = async () => {
    for (const one of left) await work(one);
  };
  await Promise.all(Array.from({ length: WRITES_AT_ONCE }, turn));
}

/** Begins something, and gives up on it after a time. */
function inTime(
  what: string,
  begin: (done: () => void, failed: (problem: string) => void) => () => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      cancel();
      reject(new MoveFailure(`NATS did not keep ${what} within ${WRITE_MS / 1_000} s`));
    }, WRITE_MS);
    const cancel = begin(() => {
      clearTimeout(timer);
      resolve();
    }, (problem) => {
      clearTimeout(timer);
      reject(new MoveFailure(problem));
    });
  });
}
