/**
 * Commit before sending: whatever the home sends waits until the change that caused it is in the journal. All changes
 * of one turn of the event loop are one commit; then everything pending is sent, in order. If a commit fails, the rooms
 * continue in memory, and saving is tried again.
 */
import type { Clock } from "../base/clock.ts";
import {
  type Ending,
  type Journal,
  JournalFailure,
  type JournalFault,
  type RoomWrite,
} from "./journal.ts";
import { writeOf } from "./room_parts.ts";
import { toJournal } from "./journal_time.ts";
import type { Log } from "../base/log.ts";
import { messageOf } from "../base/message_of.ts";
import type { Metrics } from "../base/metrics.ts";
import type { ToEdge } from "../bus/envelopes.ts";
import { type Deferred, isFor, type Pending, pendingLog, sendPending } from "./pending.ts";
import type { JournaledRoom, RoomOutbox } from "./room_outbox.ts";

/** Waits before a commit that failed is tried again, in milliseconds: doubled from the first to the last. */
export const RETRY_FIRST_MS = 1_000;
const RETRY_LAST_MS = 30_000;

/** The log reports at most this often that nothing can be saved, in milliseconds. */
const REPORT_EVERY_MS = 60_000;

interface OutboxOptions {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly toEdge: (edge: number, message: ToEdge) => void;
  /** Called when saving begins to fail, with the reason, and with null when it works again. */
  readonly onFault: (fault: JournalFault | null) => void;
}

export class Outbox implements RoomOutbox {
  readonly log: Log;
  readonly #options: OutboxOptions;
  readonly #dirty = new Set<JournaledRoom>();
  #pending: Pending[] = [];
  #cancelTurn: (() => void) | null = null;
  #fault: JournalFault | null = null;
  #retryMs = RETRY_FIRST_MS;
  #reportedAt = -Infinity;
  #cancelRetry: () => void = () => {};

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.log = pendingLog((line) => this.#enqueue(line));
  }

  /** Rooms with changes that are not saved. */
  get unsaved(): number {
    return this.#dirty.size;
  }

  get isIdle(): boolean {
    return this.unsaved === 0 && this.#pending.length === 0;
  }

  /** All rooms are saved in one commit, so the message's room does not matter. */
  toEdge(edge: number, message: ToEdge): void {
    this.#enqueue({ edge, message });
  }

  defer(deferred: Deferred): void {
    this.#enqueue(deferred);
  }

  changed(room: JournaledRoom): void {
    this.#dirty.add(room);
    this.#flushSoon();
  }

  ended(room: JournaledRoom, ending: Ending): void {
    room.ending = ending;
    this.changed(room);
  }

  workerLost(edge: number): void {
    this.#pending = this.#pending.filter((pending) => !isFor(pending, edge));
  }

  /** Commits and sends now. Throws a `JournalFailure` if another incarnation has taken the journal over. */
  flush(): void {
    this.#cancelTurn?.();
    this.#cancelTurn = null;
    if (this.#fault === null) this.#commit();
    else if (this.#options.journal.isSuperseded()) {
      // [S5] checked here because, while the disk fails, not every turn tries a commit, which would notice
      throw new JournalFailure("superseded", "another incarnation has this journal");
    }
    const pending = this.#pending;
    this.#pending = [];
    sendPending(pending, this.#options);
  }

  finish(): void {
    if (this.#fault !== null) this.#commit();
    this.flush();
    if (this.unsaved === 0) return;
    this.#options.log.error("rooms_not_saved", { rooms: this.unsaved, reason: this.#fault });
  }

  close(): void {
    this.#cancelTurn?.();
    this.#cancelRetry();
    this.#pending = [];
    this.#dirty.clear();
  }

  #enqueue(pending: Pending): void {
    this.#pending.push(pending);
    this.#flushSoon();
  }

  /** With a timer, not a microtask, so that messages of several sockets share one commit. */
  #flushSoon(): void {
    this.#cancelTurn ??= this.#options.clock.after(0, () => this.flush());
  }

  #commit(): void {
    if (this.#dirty.size === 0) return;
    const rooms = [...this.#dirty];
    const writes: RoomWrite[] = [];
    for (const room of rooms) {
      const write = writeOf(room.saved, room, room.ending);
      if (write !== null) writes.push(toJournal(write, this.#options.clock));
    }
    try {
      if (writes.length > 0) this.#write(writes);
    } catch (error) {
      return this.#failed(error);
    }
    for (const saved of rooms) saved.saved = { room: saved.room, tokens: saved.tokens };
    this.#dirty.clear();
    if (this.#fault !== null) this.#recovered();
  }

  #write(writes: readonly RoomWrite[]): void {
    const { journal, clock, metrics } = this.#options;
    const from = clock.now();
    let how: "ok" | "failed" = "failed";
    try {
      journal.commit(writes);
      how = "ok";
    } finally {
      metrics.count("commits", how);
      metrics.time("commits", how, clock.now() - from);
    }
  }

  #failed(error: unknown): void {
    // [S5] another incarnation has these rooms now: nothing pending may be sent
    if (error instanceof JournalFailure && error.fault === "superseded") throw error;
    const { clock, log, onFault } = this.#options;
    const fault = error instanceof JournalFailure ? error.fault : "failed";
    const sinceMs = clock.now() - this.#reportedAt;
    if (fault !== this.#fault || sinceMs >= REPORT_EVERY_MS) {
      const message = messageOf(error);
      log.error("journal_failed", { reason: fault, unsaved_rooms: this.unsaved, message });
      this.#reportedAt = clock.now();
    }
    if (fault !== this.#fault) onFault(fault);
    this.#fault = fault;
    this.#cancelRetry();
    this.#cancelRetry = clock.after(this.#retryMs, () => this.#commit());
    this.#retryMs = Math.min(this.#retryMs * 2, RETRY_LAST_MS);
  }

  #recovered(): void {
    this.#fault = null;
    this.#retryMs = RETRY_FIRST_MS;
    this.#cancelRetry();
    this.#options.onFault(null);
    this.#options.log.info("journal_works_again");
  }
}
