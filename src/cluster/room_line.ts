/**
 * Commits the changes of one room to the cluster [C8, C16]. One commit is in flight at a time; changes that come
 * meanwhile are the next one, and messages wait in order for the commit that they follow from. It also decides when the
 * whole room is written instead of a change [C15].
 */
import type { Clock } from "../base/clock.ts";
import type { Metrics } from "../base/metrics.ts";
import type { Ending } from "../journal/journal.ts";
import { toJournal } from "../journal/journal_time.ts";
import { isFor, type Pending } from "../journal/pending.ts";
import type { JournaledRoom } from "../journal/room_outbox.ts";
import { writeOf } from "../journal/room_parts.ts";
import type { RoomId } from "../room/state.ts";
import { type Commit, type CommitResult, startCommit } from "./commit.ts";
import type { Engine } from "./engine.ts";
import type { Formats } from "./format.ts";
import { endsConnection, needsNoLease, weightOf } from "./may_send.ts";
import { encodeChange } from "./room_changes.ts";
import { encodeRecords } from "./room_records.ts";
import { resultsOf } from "./session_results.ts";
import type { Subjects } from "./subjects.ts";

/**
 * The whole room is written after so many records. A stream keeps 32 records of a room: room for two of the largest
 * whole rooms, in parts, with the records between them [C15].
 */
const WHOLE_EVERY = 16;

/** An idle room is written as a whole after so long, so that no old record of it pins the stream [C15]. */
const IDLE_WHOLE_MS = 10 * 60_000;

export interface LineDeps {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly subjects: Subjects;
  /** The id of this worker, which is in its records. */
  readonly workerId: string;
  /** Makes a unique id for a write. */
  readonly writeId: () => string;
  readonly formats: Formats;
  /** For simulations: what one part of a record takes at most, in bytes [C15]. */
  readonly partBytes?: number | undefined;
  /** Whether messages that follow from no commit may be sent: whether the lease is good [C7]. */
  readonly mayAnswer: () => boolean;
  readonly send: (pending: readonly Pending[]) => void;
  /** The weight of what waits has changed by so many bytes. */
  readonly weighs: (more: number) => void;
  /** The room has ended, and its tombstone is kept. */
  readonly over: (line: RoomLine, end: LineEnd) => void;
  /** Another worker has taken the room over [C13]. */
  readonly superseded: (line: RoomLine, by: string | null) => void;
}

/** What is left when the room has ended. */
export interface LineEnd {
  /** The sequence number of its tombstone. */
  readonly seq: number;
  readonly ending: Ending;
  /** Messages that may be sent now. */
  readonly pending: readonly Pending[];
}

/** What is known about a room's records. */
export interface Records {
  /** The sequence number of the last one; 0: there is none. */
  readonly seq: number;
  /** How many have been written since the last whole one. */
  readonly sinceWhole: number;
}

export class RoomLine {
  readonly room: JournaledRoom;
  readonly #deps: LineDeps;
  #records: Records;
  /** An upper bound of the format of the last whole record. */
  #wholeFormat: number;
  #lastCommitAt: number;
  #isDirty = false;
  /** The commit in flight, and what is sent when it is done. */
  #inFlight: { readonly commit: Commit; sends: readonly Pending[]; looks: number } | null = null;
  #pending: Pending[] = [];
  #weight = 0;

  constructor(room: JournaledRoom, records: Records, deps: LineDeps) {
    this.room = room;
    this.#deps = deps;
    this.#records = records;
    this.#wholeFormat = deps.formats.newest;
    this.#lastCommitAt = deps.clock.now();
  }

  get roomId(): RoomId {
    return this.room.room.room_id;
  }

  /** Approximate size of what waits, in bytes. */
  get weight(): number {
    return this.#weight;
  }

  /** How many messages and log lines wait. */
  get held(): number {
    return this.#pending.length + (this.#inFlight?.sends.length ?? 0);
  }

  /** Why the last call of the commit in flight failed; null: none did, or there is no such commit. */
  get problem(): string | null {
    return this.#inFlight?.commit.problem ?? null;
  }

  /** Whether something is not saved, or not sent. */
  get isBusy(): boolean {
    return this.#isDirty || this.#inFlight !== null || this.#pending.length > 0;
  }

  /** Enqueues something to be sent after the next commit, or, if there is none, with a good lease. */
  enqueue(pending: Pending): void {
    this.#pending.push(pending);
    this.#weighs(this.#weight + weightOf(pending));
  }

  changed(): void {
    this.#isDirty = true;
  }

  /** How often this was called since the commit in flight began; 0: there is none. */
  look(): number {
    return this.#inFlight === null ? 0 : ++this.#inFlight.looks;
  }

  /** Whether an idle room is due to be written as a whole; the caller must then call `advance`. */
  becomesWhole(): boolean {
    const { clock } = this.#deps;
    if (this.isBusy || this.#records.sinceWhole === 0) return false;
    if (clock.now() - this.#lastCommitAt < IDLE_WHOLE_MS) return false;
    this.#records = { ...this.#records, sinceWhole: WHOLE_EVERY };
    this.#isDirty = true;
    return true;
  }

  /** If no commit is in flight: commits what has changed, or sends what waits only for the lease. */
  advance(): void {
    if (this.#inFlight !== null) return;
    if (this.#isDirty) this.#commit();
    else if (this.#pending.length > 0) {
      const isAll = this.#deps.mayAnswer();
      const sends = isAll ? this.#pending : this.#pending.filter(needsNoLease);
      this.#keep(isAll ? [] : this.#pending.filter((one) => !needsNoLease(one)));
      this.#deps.send(sends);
    }
  }

  /** Drops what waits for this edge. */
  dropEdge(edge: number): void {
    this.#filter((pending) => !isFor(pending, edge));
  }

  /** Drops all messages to members. The caller closes them; when they come back they get the whole room. */
  shed(): void {
    this.#filter(endsConnection);
  }

  /** Sends nothing any more. The commit in flight may still succeed. Idempotent. */
  drop(): void {
    this.#inFlight?.commit.cancel();
    this.#inFlight = null;
    this.#isDirty = false;
    this.#keep([]);
  }

  #filter(isKept: (pending: Pending) => boolean): void {
    if (this.#inFlight !== null) this.#inFlight.sends = this.#inFlight.sends.filter(isKept);
    this.#keep(this.#pending.filter(isKept));
  }

  #keep(pending: Pending[]): void {
    this.#pending = pending;
    const all = [...this.#inFlight?.sends ?? [], ...pending];
    this.#weighs(all.reduce((sum, one) => sum + weightOf(one), 0));
  }

  #weighs(weight: number): void {
    this.#deps.weighs(weight - this.#weight);
    this.#weight = weight;
  }

  #commit(): void {
    const { room, roomId } = this;
    const { clock, metrics, subjects, engine, workerId, formats } = this.#deps;
    const { lowest } = formats;
    const { seq, sinceWhole } = this.#records;
    this.#isDirty = false;
    // a node that reads only an older format than that of the last whole record could not take the room over [C18]
    const whole = seq === 0 || sinceWhole >= WHOLE_EVERY - 1 || lowest < this.#wholeFormat;
    const next = this.#nextWrite(whole);
    if (next === null) return this.advance();
    const saved = { room: room.room, tokens: room.tokens };
    const { ending } = room;
    const from = clock.now();
    const commit = startCommit({
      ...{ subject: subjects.room(subjects.shardOf(roomId), roomId), expected: seq },
      ...next,
      doubtful: () => metrics.count("doubtful", "commits"),
      done: (result) => {
        const how = result.kind === "committed" ? "ok" : "failed";
        metrics.count("commits", how);
        metrics.time("commits", how, clock.now() - from);
        if (result.kind === "committed") room.saved = saved;
        if (whole) this.#wholeFormat = lowest;
        const since = whole ? 0 : sinceWhole + next.texts.length;
        this.#done(result, { ending, sinceWhole: since });
      },
    }, { engine, clock, workerId, formats });
    this.#inFlight = { commit, sends: this.#pending, looks: 0 };
    this.#pending = [];
  }

  /** The next write, which brings the records up to date; null: they are. */
  #nextWrite(whole: boolean) {
    const { room: { room, tokens, saved, ending } } = this;
    const { clock, workerId, writeId, subjects, partBytes, formats } = this.#deps;
    const format = formats.lowest;
    const write = writeOf(whole ? null : saved, { room, tokens }, ending);
    if (write === null) return null;
    const record = { format, life: workerId, write: writeId(), version: room.version, whole };
    if (ending === null) {
      const texts = encodeRecords(record, encodeChange(toJournal(write, clock)), partBytes);
      return { write: record.write, texts, before: [] };
    }
    const tombstone = { ...record, whole: false, ended_at: Math.round(ending.ended_at) };
    const before = write.hasResults ? resultsOf(room, ending, { subjects, format, partBytes }) : [];
    return { write: record.write, texts: encodeRecords(tombstone, ""), before };
  }

  #done(
    result: CommitResult,
    { ending, sinceWhole }: { readonly ending: Ending | null; readonly sinceWhole: number },
  ): void {
    const { clock, send, over, superseded } = this.#deps;
    const sends = this.#inFlight?.sends ?? [];
    this.#inFlight = null;
    if (result.kind === "superseded") {
      this.drop();
      return superseded(this, result.by);
    }
    this.#records = { seq: result.seq, sinceWhole };
    this.#lastCommitAt = clock.now();
    const pending = this.#pending;
    this.#keep(ending === null ? pending : []);
    send(sends);
    if (ending === null) this.advance();
    else over(this, { seq: result.seq, ending, pending });
  }
}
