/**
 * Commit before sending, in a cluster [C8, C16]: what home sends about a room is pending until the change it follows
 * from is the room's last record. Each room has a line of its own: one commit in flight, and behind it what is pending
 * in its order; what happens meanwhile is the next commit. What follows from no change waits for a good lease [C7].
 */
import type { ToEdge } from "../bus/envelopes.ts";
import type { Clock } from "../base/clock.ts";
import type { Fields, Log } from "../base/log.ts";
import type { Metrics } from "../base/metrics.ts";
import type { Ending } from "../journal/journal.ts";
import { toJournal } from "../journal/journal_time.ts";
import type { JournaledRoom, RoomOutbox } from "../journal/room_outbox.ts";
import { writeOf } from "../journal/room_parts.ts";
import type { RoomId } from "../room/state.ts";
import { type Commit, type CommitDeps, startCommit } from "./commit.ts";
import type { Engine } from "./engine.ts";
import type { Lease } from "./lease.ts";
import { encodeChange } from "./room_changes.ts";
import { encodeRecords } from "./room_records.ts";
import { resultsOf } from "./session_results.ts";
import { shardOf, type Subjects } from "./subjects.ts";

/** Every so many records of a room one is the whole of it; 32 are kept [C15]. */
export const WHOLE_EVERY = 16;

/** A room that has not changed for so long is written whole, since its oldest record pins the stream [C15]. */
const IDLE_WHOLE_MS = 10 * 60_000;

/** How often it looks for such rooms, in milliseconds. */
const IDLE_LOOK_MS = 60_000;

/** How soon it looks again whether the lease is good, while something waits for that, in milliseconds. */
const LEASE_LOOK_MS = 50;

interface RoomOutboxOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly subjects: Subjects;
  readonly lease: Lease;
  /** The incarnation of this worker, the writer of its records. */
  readonly life: string;
  /** An id that no other write has. */
  readonly writeId: () => string;
  readonly toEdge: (edge: number, message: ToEdge) => void;
  /** Another incarnation writes this room: it is not ours any more [C13]. */
  readonly superseded: (roomId: RoomId) => void;
}

/** A message to an edge, or a line of the log, that waits. */
type Pending =
  | { readonly edge: number; readonly message: ToEdge }
  | { readonly level: keyof Log; readonly event: string; readonly fields: Fields | undefined };

/** What is known of a room's records, and what waits for them. */
interface Line {
  readonly room: JournaledRoom;
  /** The number of its last record; 0: it has none. */
  seq: number;
  /** Records since the last that was whole. */
  sinceWhole: number;
  lastCommitAt: number;
  isDirty: boolean;
  inFlight: { readonly commit: Commit; readonly sends: readonly Pending[] } | null;
  pending: Pending[];
}

export class ClusterOutbox implements RoomOutbox {
  readonly log: Log;
  readonly #options: RoomOutboxOptions;
  readonly #commitDeps: CommitDeps;
  readonly #lines = new Map<RoomId, Line>();
  /** What speaks of no room that has changed. */
  #unbound: Pending[] = [];
  readonly #touched = new Set<Line>();
  #cancelTurn: (() => void) | null = null;
  #cancelLook: (() => void) | null = null;
  #cancelIdle: () => void = () => {};
  #closed = false;

  constructor(options: RoomOutboxOptions) {
    this.#options = options;
    const { engine, clock, life } = options;
    this.#commitDeps = { engine, clock, life };
    const at = (level: keyof Log) => (event: string, fields?: Fields) =>
      this.#enqueue({ level, event, fields }, roomOfLine(fields));
    this.log = { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
    this.#lookForIdle();
  }

  get isIdle(): boolean {
    if (this.#unbound.length > 0) return false;
    for (const line of this.#lines.values()) if (isBusy(line)) return false;
    return true;
  }

  /** Rooms with changes that are not saved. */
  get unsaved(): number {
    let unsaved = 0;
    for (const { isDirty, inFlight } of this.#lines.values()) {
      if (isDirty || inFlight !== null) unsaved++;
    }
    return unsaved;
  }

  /** A room has been brought here, and this is its last record. */
  adopted(
    room: JournaledRoom,
    { seq, sinceWhole }: { readonly seq: number; readonly sinceWhole: number },
  ): void {
    this.#lines.set(room.room.room_id, this.#lineOf(room, seq, sinceWhole));
  }

  toEdge(edge: number, message: ToEdge, roomId: RoomId | null): void {
    this.#enqueue({ edge, message }, roomId);
  }

  changed(room: JournaledRoom): void {
    if (this.#closed) return;
    const { room_id } = room.room;
    let line = this.#lines.get(room_id);
    if (line === undefined || line.room !== room) {
      line = this.#lineOf(room, 0, 0);
      this.#lines.set(room_id, line);
    }
    line.isDirty = true;
    this.#touch(line);
  }

  ended(room: JournaledRoom, ending: Ending): void {
    room.ending = ending;
    this.changed(room);
  }

  /** The room goes on elsewhere: what is in flight or pending of it is dropped. */
  drop(roomId: RoomId): void {
    const line = this.#lines.get(roomId);
    if (line === undefined) return;
    line.inFlight?.commit.cancel();
    this.#lines.delete(roomId);
    this.#touched.delete(line);
  }

  /** These rooms go on elsewhere. */
  dropAll(isOne: (roomId: RoomId) => boolean): void {
    for (const roomId of [...this.#lines.keys()]) if (isOne(roomId)) this.drop(roomId);
  }

  /** Whether nothing of these rooms is in flight or pending. */
  isIdleIn(isOne: (roomId: RoomId) => boolean): boolean {
    for (const [roomId, line] of this.#lines) if (isOne(roomId) && isBusy(line)) return false;
    return true;
  }

  workerLost(edge: number): void {
    const others = (pending: Pending) => !("edge" in pending) || pending.edge !== edge;
    this.#unbound = this.#unbound.filter(others);
    for (const line of this.#lines.values()) {
      line.pending = line.pending.filter(others);
      const { inFlight } = line;
      if (inFlight !== null) line.inFlight = { ...inFlight, sends: inFlight.sends.filter(others) };
    }
  }

  flush(): void {
    this.#cancelTurn?.();
    this.#cancelTurn = null;
    const touched = [...this.#touched];
    this.#touched.clear();
    for (const line of touched) this.#advance(line);
    this.#sendUnbound();
  }

  finish(): void {
    this.flush();
  }

  close(): void {
    this.#closed = true;
    this.#cancelTurn?.();
    this.#cancelLook?.();
    this.#cancelIdle();
    for (const roomId of [...this.#lines.keys()]) this.drop(roomId);
    this.#unbound = [];
  }

  #lineOf(room: JournaledRoom, seq: number, sinceWhole: number): Line {
    const lastCommitAt = this.#options.clock.now();
    return { room, seq, sinceWhole, lastCommitAt, isDirty: false, inFlight: null, pending: [] };
  }

  #enqueue(pending: Pending, roomId: RoomId | null): void {
    if (this.#closed) return;
    const line = roomId === null ? undefined : this.#lines.get(roomId);
    if (line === undefined) {
      this.#unbound.push(pending);
      this.#flushSoon();
    } else {
      line.pending.push(pending);
      this.#touch(line);
    }
  }

  #touch(line: Line): void {
    this.#touched.add(line);
    this.#flushSoon();
  }

  /** A timer, not a microtask: what has come from several sockets by then is one commit. */
  #flushSoon(): void {
    this.#cancelTurn ??= this.#options.clock.after(0, () => this.flush());
  }

  /** Commits what has changed, if nothing is in flight; else sends what waits for nothing but the lease. */
  #advance(line: Line): void {
    if (line.inFlight !== null) return;
    if (line.isDirty) this.#commit(line);
    else if (line.pending.length > 0 && this.#mayAnswer()) {
      const { pending } = line;
      line.pending = [];
      this.#send(pending);
    }
  }

  #commit(line: Line): void {
    const { room } = line;
    const { room_id, version } = room.room;
    const saved = { room: room.room, tokens: room.tokens };
    const { ending } = room;
    const whole = line.seq === 0 || line.sinceWhole >= WHOLE_EVERY - 1;
    const write = writeOf(whole ? null : room.saved, saved, ending);
    line.isDirty = false;
    if (write === null) return this.#advance(line);
    const { clock, life, writeId, subjects, metrics } = this.#options;
    const record = { life, write: writeId(), version, whole: whole && ending === null };
    const texts = ending === null
      ? encodeRecords(record, encodeChange(toJournal(write, clock)))
      : encodeRecords({ ...record, ended_at: Math.round(ending.ended_at) }, "");
    const before = ending === null || !write.hasResults
      ? []
      : resultsOf(saved.room, ending, subjects);
    const from = clock.now();
    const sends = line.pending;
    line.pending = [];
    const commit = startCommit({
      ...{ subject: subjects.room(shardOf(room_id), room_id), write: record.write },
      ...{ texts, expected: line.seq, before },
      done: (result) => {
        const how = result.kind === "committed" ? "ok" : "failed";
        metrics.count("commits", how);
        metrics.time("commits", how, clock.now() - from);
        if (result.kind === "superseded") return this.#superseded(room_id, result.by);
        const sent = line.inFlight?.sends ?? [];
        line.inFlight = null;
        line.seq = result.seq;
        line.sinceWhole = whole ? 0 : line.sinceWhole + 1;
        line.lastCommitAt = clock.now();
        room.saved = saved;
        if (ending !== null) this.#lines.delete(room_id);
        this.#send(sent);
        if (this.#closed) return;
        if (ending === null) this.#advance(line);
        else this.#unbound.push(...line.pending.splice(0));
        this.#sendUnbound();
      },
    }, this.#commitDeps);
    line.inFlight = { commit, sends };
  }

  #superseded(roomId: RoomId, by: string | null): void {
    const { log, superseded } = this.#options;
    log.warn("room_superseded", { room: roomId, by });
    this.drop(roomId);
    superseded(roomId);
  }

  #sendUnbound(): void {
    if (this.#unbound.length === 0) return;
    if (!this.#mayAnswer()) {
      // that one has to go elsewhere, and come back, is no answer
      const leaving = this.#unbound.filter(needsNoLease);
      this.#unbound = this.#unbound.filter((one) => !needsNoLease(one));
      return this.#send(leaving);
    }
    const pending = this.#unbound;
    this.#unbound = [];
    this.#send(pending);
  }

  /** Whether what follows from no commit may be sent; if not, it looks again. */
  #mayAnswer(): boolean {
    if (this.#options.lease.isGood) return true;
    this.#cancelLook ??= this.#options.clock.after(LEASE_LOOK_MS, () => {
      this.#cancelLook = null;
      for (const line of [...this.#lines.values()]) this.#advance(line);
      this.#sendUnbound();
    });
    return false;
  }

  #send(pending: readonly Pending[]): void {
    for (const one of pending) {
      if ("edge" in one) this.#options.toEdge(one.edge, one.message);
      else this.#options.log[one.level](one.event, one.fields);
    }
  }

  #lookForIdle(): void {
    this.#cancelIdle = this.#options.clock.after(IDLE_LOOK_MS, () => {
      const since = this.#options.clock.now() - IDLE_WHOLE_MS;
      for (const line of this.#lines.values()) {
        if (line.sinceWhole === 0 || line.lastCommitAt > since || isBusy(line)) continue;
        line.sinceWhole = WHOLE_EVERY;
        line.isDirty = true;
        this.#touch(line);
      }
      this.#lookForIdle();
    });
  }
}

function isBusy({ isDirty, inFlight, pending }: Line): boolean {
  return isDirty || inFlight !== null || pending.length > 0;
}

/** The room that a line of the log is about; null: about none. */
function roomOfLine(fields: Fields | undefined): RoomId | null {
  const room = fields?.["room"];
  return typeof room === "string" ? room : null;
}

/** To be closed with a code that calls one back is no statement about a room, and the log is nobody's client. */
function needsNoLease(pending: Pending): boolean {
  if (!("edge" in pending)) return true;
  const { message } = pending;
  if (message.kind === "close") {
    return message.close === "restarting" || message.close === "try_later";
  }
  return message.kind === "elsewhere";
}
