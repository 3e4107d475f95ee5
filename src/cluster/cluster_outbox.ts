/**
 * Commit before sending, in a cluster [C8, C16]: whatever the home sends about a room waits until NATS has acknowledged
 * the record of the change that caused it. Each room has a queue of its own (room_line.ts). What follows from no change
 * waits for a good lease [C7].
 */
import type { ToEdge } from "../bus/envelopes.ts";
import type { Log } from "../base/log.ts";
import { RareLog } from "../base/rare_log.ts";
import type { Ending } from "../journal/journal.ts";
import { type Deferred, isFor, type Pending, pendingLog, sendPending } from "../journal/pending.ts";
import type { JournaledRoom, RoomOutbox } from "../journal/room_outbox.ts";
import type { RoomId } from "../room/state.ts";
import type { Lease } from "./lease.ts";
import { needsNoLease, roomOfLine } from "./may_send.ts";
import { type LineDeps, type LineEnd, type Records, RoomLine } from "./room_line.ts";

/** The most that may wait for one room, in about bytes; beyond it its members are closed, and come back later [C20]. */
export const PENDING_WEIGHT_MAX = 8 * 1024 * 1024;

/** The most for all rooms together; beyond it, members of rooms with more than their share are closed. */
const ALL_PENDING_WEIGHT_MAX = 128 * 1024 * 1024;

/** How often to look for idle rooms, in milliseconds. */
const IDLE_LOOK_MS = 60_000;

/** How often to check the lease while something waits for it, in milliseconds. */
const LEASE_LOOK_MS = 50;

interface RoomOutboxOptions
  extends Omit<LineDeps, "mayAnswer" | "send" | "weighs" | "over" | "superseded"> {
  readonly log: Log;
  readonly lease: Pick<Lease, "isGood">;
  readonly toEdge: (edge: number, message: ToEdge) => void;
  /** A room has ended, and its tombstone is kept. */
  readonly ended: (
    roomId: RoomId,
    tombstone: { readonly seq: number; readonly ended_at: number },
  ) => void;
  /** Another worker has taken this room over [C13]. */
  readonly superseded: (roomId: RoomId) => void;
  /** Too much waits for this room, and messages to its members are dropped, or it waits for too long: close them. */
  readonly overfull: (roomId: RoomId) => void;
  /** How long a room may wait for a commit, in milliseconds [C20]. */
  readonly patienceMs: number;
  /** Rooms have waited for longer than that although the node has its lease, or (false) none does any more. */
  readonly stopped: (are: boolean) => void;
}

export class ClusterOutbox implements RoomOutbox {
  readonly log: Log;
  readonly #options: RoomOutboxOptions;
  readonly #lineDeps: LineDeps;
  readonly #lines = new Map<RoomId, RoomLine>();
  /** Messages that wait for no room. */
  #unbound: Pending[] = [];
  readonly #touched = new Set<RoomLine>();
  /** Approximate size of what waits for rooms, in bytes. */
  #weight = 0;
  #cancelTurn: (() => void) | null = null;
  #cancelLook: (() => void) | null = null;
  #cancelIdle: () => void = () => {};
  readonly #stops: RareLog;
  /** Rooms that have waited for a commit for longer than the patience. */
  #stopped: ReadonlySet<RoomId> = new Set();
  #closed = false;

  constructor(options: RoomOutboxOptions) {
    this.#options = options;
    this.#stops = new RareLog({ ...options, event: "rooms_stopped" });
    this.#lineDeps = {
      ...options,
      mayAnswer: () => this.#mayAnswer(),
      send: (pending) => sendPending(pending, options),
      weighs: (more) => void (this.#weight += more),
      over: (line, over) => this.#over(line, over),
      superseded: (line, by) => this.#superseded(line, by),
    };
    this.log = pendingLog((line) => this.#enqueue(line, roomOfLine(line.fields)));
    this.#lookForIdle();
  }

  get isIdle(): boolean {
    return this.#unbound.length === 0 && this.isIdleIn(() => true);
  }

  /** How many messages and log lines wait. */
  get held(): number {
    let held = this.#unbound.length;
    for (const line of this.#lines.values()) held += line.held;
    return held;
  }

  /** Whether a room is written here; also an ended one, until its tombstone is kept. */
  has(roomId: RoomId): boolean {
    return this.#lines.has(roomId);
  }

  /** A room has been adopted; `records` is what is known about its records. */
  adopted(room: JournaledRoom, records: Records): void {
    this.#begin(room, records);
  }

  toEdge(edge: number, message: ToEdge, roomId: RoomId | null): void {
    this.#enqueue({ edge, message }, roomId);
  }

  defer(deferred: Deferred, roomId: RoomId): void {
    this.#enqueue(deferred, roomId);
  }

  changed(room: JournaledRoom): void {
    if (this.#closed) return;
    let line = this.#lines.get(room.room.room_id);
    if (line?.room !== room) {
      if (room.saved !== null) return; // it has ended, or moved
      line = this.#begin(room, { seq: 0, sinceWhole: 0 });
    }
    line.changed();
    this.#touch(line);
  }

  ended(room: JournaledRoom, ending: Ending): void {
    room.ending = ending;
    this.changed(room);
  }

  /** The room has moved: drops what is in flight or pending. */
  drop(roomId: RoomId): void {
    const line = this.#lines.get(roomId);
    if (line === undefined) return;
    line.drop();
    this.#end(line);
  }

  /** The same for all rooms that `isOne` selects. */
  dropAll(isOne: (roomId: RoomId) => boolean): void {
    for (const roomId of [...this.#lines.keys()]) if (isOne(roomId)) this.drop(roomId);
  }

  /** Whether nothing is in flight or pending for these rooms. */
  isIdleIn(isOne: (roomId: RoomId) => boolean): boolean {
    for (const [roomId, { isBusy }] of this.#lines) if (isBusy && isOne(roomId)) return false;
    return true;
  }

  standsStill(roomId: RoomId): boolean {
    return !this.#options.lease.isGood || this.#stopped.has(roomId);
  }

  workerLost(edge: number): void {
    this.#unbound = this.#unbound.filter((pending) => !isFor(pending, edge));
    for (const line of this.#lines.values()) line.dropEdge(edge);
  }

  flush(): void {
    this.#cancelTurn?.();
    this.#cancelTurn = null;
    const touched = [...this.#touched];
    this.#touched.clear();
    for (const line of touched) {
      if (this.#isOverfull(line)) this.#shed(line);
      line.advance();
    }
    this.#sendUnbound();
  }

  /**
   * [C20] Called once in `everyMs`: finds rooms that have stopped because NATS refuses their commits, while it keeps
   * the node's session. Calls are counted rather than time, in which this process may have been suspended.
   */
  look(everyMs: number): void {
    const { lease, patienceMs, log, overfull, stopped } = this.#options;
    if (this.#closed || !lease.isGood) return; // without a lease the node as a whole is out of reach
    const patience = Math.ceil(patienceMs / everyMs);
    const late = [...this.#lines.values()].map((line) => [line, line.look()] as const)
      .filter(([, looks]) => looks > patience);
    for (const [line, looks] of late) {
      // nothing is dropped: a webhook or the end of a session that waits is sent when NATS takes the commit
      if (looks === patience + 1) overfull(line.roomId);
    }
    const hadStopped = this.#stopped.size > 0;
    this.#stopped = new Set(late.map(([{ roomId }]) => roomId));
    const [first] = late;
    if (first !== undefined) this.#stops.report({ rooms: late.length, problem: first[0].problem });
    const haveStopped = late.length > 0;
    if (haveStopped === hadStopped) return;
    if (!haveStopped) {
      this.#stops.stop(); // else its last line would come later, as if they had stopped again
      log.info("rooms_go_on");
    }
    stopped(haveStopped);
  }

  finish(): void {
    this.flush();
  }

  close(): void {
    this.#closed = true;
    this.#cancelTurn?.();
    this.#cancelLook?.();
    this.#cancelIdle();
    this.#stops.stop();
    this.dropAll(() => true);
    this.#unbound = [];
  }

  #begin(room: JournaledRoom, records: Records): RoomLine {
    const line = new RoomLine(room, records, this.#lineDeps);
    this.#lines.set(line.roomId, line);
    return line;
  }

  #end(line: RoomLine): void {
    if (this.#lines.get(line.roomId) === line) this.#lines.delete(line.roomId);
    this.#touched.delete(line);
  }

  #enqueue(pending: Pending, roomId: RoomId | null): void {
    if (this.#closed) return;
    const line = roomId === null ? undefined : this.#lines.get(roomId);
    if (line === undefined) {
      this.#unbound.push(pending);
      this.#flushSoon();
    } else {
      line.enqueue(pending);
      this.#touch(line);
    }
  }

  #touch(line: RoomLine): void {
    this.#touched.add(line);
    this.#flushSoon();
  }

  /** With a timer, not a microtask, so that messages of several sockets share one commit. */
  #flushSoon(): void {
    this.#cancelTurn ??= this.#options.clock.after(0, () => this.flush());
  }

  #isOverfull({ weight, room }: RoomLine): boolean {
    if (room.ending !== null) return false; // nothing is added any more, and its end must reach the members
    const isMuch = this.#weight > ALL_PENDING_WEIGHT_MAX;
    return weight > PENDING_WEIGHT_MAX ||
      isMuch && weight > ALL_PENDING_WEIGHT_MAX / this.#lines.size;
  }

  /** Bounds what waits: clients can send commands for as long as NATS is out of reach. */
  #shed(line: RoomLine): void {
    const { log, overfull } = this.#options;
    log.warn("room_overfull", { room: line.roomId, bytes: line.weight });
    line.shed();
    overfull(line.roomId);
  }

  #over(line: RoomLine, { seq, ending, pending }: LineEnd): void {
    this.#end(line);
    if (this.#closed) return;
    this.#options.ended(line.roomId, { seq, ended_at: ending.ended_at });
    this.#unbound.push(...pending);
    this.#sendUnbound();
  }

  #superseded(line: RoomLine, by: string | null): void {
    const { log, metrics, superseded } = this.#options;
    this.#end(line);
    metrics.count("superseded", "rooms");
    log.warn("room_superseded", { room: line.roomId, by });
    superseded(line.roomId);
  }

  #sendUnbound(): void {
    if (this.#unbound.length === 0) return;
    const mayAnswer = this.#mayAnswer();
    const sends = mayAnswer ? this.#unbound : this.#unbound.filter(needsNoLease);
    this.#unbound = mayAnswer ? [] : this.#unbound.filter((one) => !needsNoLease(one));
    sendPending(sends, this.#options);
  }

  /** Whether messages that follow from no commit may be sent; if not, checks again later. */
  #mayAnswer(): boolean {
    if (this.#options.lease.isGood) return true;
    this.#cancelLook ??= this.#options.clock.after(LEASE_LOOK_MS, () => {
      this.#cancelLook = null;
      for (const line of [...this.#lines.values()]) line.advance();
      this.#sendUnbound();
    });
    return false;
  }

  #lookForIdle(): void {
    this.#cancelIdle = this.#options.clock.after(IDLE_LOOK_MS, () => {
      for (const line of this.#lines.values()) if (line.becomesWhole()) this.#touch(line);
      this.#lookForIdle();
    });
  }
}
