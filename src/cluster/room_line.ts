/**
 * One room's way into the cluster [C8, C16]: one commit in flight, and behind it what is pending in its order; what
 * happens meanwhile is the next commit. It knows what records the room has, and writes the whole of it in time [C15].
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
 * Records of a room from one that is whole to the next: 32 are kept, which are two of the largest whole rooms, in parts,
 * with these between them [C15].
 */
const WHOLE_EVERY = 16;

/** A room that has not changed for so long is written whole, since its oldest record pins the stream [C15]. */
const IDLE_WHOLE_MS = 10 * 60_000;

export interface LineDeps {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly subjects: Subjects;
  /** The incarnation of this worker, the writer of its records. */
  readonly life: string;
  /** An id that no other write has. */
  readonly writeId: () => string;
  readonly formats: Formats;
  /** For simulations: what one part of a record takes at most, in bytes [C15]. */
  readonly partBytes?: number | undefined;
  /** Whether what follows from no commit may be sent [C7]. */
  readonly mayAnswer: () => boolean;
  readonly send: (pending: readonly Pending[]) => void;
  /** So many bytes more wait, or fewer. */
  readonly weighs: (more: number) => void;
  /** The room is over, and so is its line. */
  readonly over: (line: RoomLine, end: LineEnd) => void;
  /** Another life writes this room [C13]. The line is over. */
  readonly superseded: (line: RoomLine, by: string | null) => void;
}

/** What stays of a line whose room is over. */
export interface LineEnd {
  /** Its tombstone's number. */
  readonly seq: number;
  readonly ending: Ending;
  /** It was to be sent after that. */
  readonly pending: readonly Pending[];
}

/** What is known of a room's records. */
export interface Records {
  /** The number of the last one; 0: it has none. */
  readonly seq: number;
  /** Those since the last that was whole. */
  readonly sinceWhole: number;
}

export class RoomLine {
  readonly room: JournaledRoom;
  readonly #deps: LineDeps;
  #records: Records;
  /** The format of the last record that was whole, at most. */
  #wholeFormat: number;
  #lastCommitAt: number;
  #isDirty = false;
  /** What it writes, and what is sent when that is done. */
  #inFlight: { readonly commit: Commit; sends: readonly Pending[] } | null = null;
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

  /** About the bytes of what waits. */
  get weight(): number {
    return this.#weight;
  }

  /** How many messages and log lines wait. */
  get held(): number {
    return this.#pending.length + (this.#inFlight?.sends.length ?? 0);
  }

  /** Whether something is not saved, or not sent. */
  get isBusy(): boolean {
    return this.#isDirty || this.#inFlight !== null || this.#pending.length > 0;
  }

  /** Behind the next commit, if there is something to commit by then. */
  enqueue(pending: Pending): void {
    this.#pending.push(pending);
    this.#weighs(this.#weight + weightOf(pending));
  }

  changed(): void {
    this.#isDirty = true;
  }

  /** Whether it is time to write an idle room whole; then it is to be advanced. */
  becomesWhole(): boolean {
    const { clock } = this.#deps;
    if (this.isBusy || this.#records.sinceWhole === 0) return false;
    if (clock.now() - this.#lastCommitAt < IDLE_WHOLE_MS) return false;
    this.#records = { ...this.#records, sinceWhole: WHOLE_EVERY };
    this.#isDirty = true;
    return true;
  }

  /** Commits what has changed, if nothing is in flight; else sends what waits for nothing but the lease. */
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

  /** Nothing for this edge is sent any more. */
  dropEdge(edge: number): void {
    this.#filter((pending) => !isFor(pending, edge));
  }

  /** Drops what its members are to be sent, who are closed: when they come back they are sent the whole room. */
  shed(): void {
    this.#filter(endsConnection);
  }

  /** What is in flight may be done all the same; nothing is sent any more. Any number of times. */
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
    const { clock, metrics, subjects, engine, life, formats } = this.#deps;
    const { lowest } = formats;
    const { seq, sinceWhole } = this.#records;
    this.#isDirty = false;
    // whoever reads an older format than that of the last whole can't take the room over [C18]
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
    }, { engine, clock, life, formats });
    this.#inFlight = { commit, sends: this.#pending };
    this.#pending = [];
  }

  /** What brings the room's records to what it is now; null: they are there. */
  #nextWrite(whole: boolean) {
    const { room: { room, tokens, saved, ending } } = this;
    const { clock, life, writeId, subjects, partBytes, formats } = this.#deps;
    const format = formats.lowest;
    const write = writeOf(whole ? null : saved, { room, tokens }, ending);
    if (write === null) return null;
    const record = { format, life, write: writeId(), version: room.version, whole };
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
