/**
 * Journal before telling: what home says is held back until the change it tells of is in the journal. All
 * changes of one turn of the event loop are one commit, whoever asked for them; then everything is told, in
 * order. When a commit fails the rooms go on in memory, and everything that could not be saved is tried again.
 */
import type { Room } from "../room/state.ts";
import type { Clock } from "./clock.ts";
import {
  type Ending,
  type Journal,
  JournalFailure,
  type JournalFault,
  type RoomWrite,
  type Saved,
  writeOf,
} from "./journal.ts";
import type { Fields, Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import type { ToEdge } from "./messages.ts";
import type { Tokens } from "./tokens.ts";

/** Waits before a commit that failed is tried again, in milliseconds: doubled from the first to the last. */
export const RETRY_FIRST_MS = 1_000;
export const RETRY_LAST_MS = 30_000;

/** How often it is said that nothing can be saved, at most, in milliseconds. */
export const COMPLAIN_EVERY_MS = 60_000;

/** A room whose changes are to be saved. */
export interface Recorded {
  readonly room: Room;
  readonly tokens: Tokens;
  /** The room as the journal has it; null: the journal knows nothing of it. */
  saved: Saved | null;
  /** How it ended, once it has. */
  ending: Ending | null;
}

export interface RecorderOptions {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly toEdge: (edge: number, message: ToEdge) => void;
  /** Nothing can be saved for this reason; null: all is well again. */
  readonly onFault: (fault: JournalFault | null) => void;
}

/** Something said and not yet told. */
type Said =
  | { readonly edge: number; readonly message: ToEdge }
  | { readonly level: keyof Log; readonly event: string; readonly fields: Fields | undefined };

export class Recorder {
  /** Where home writes what it would write to the log. */
  readonly log: Log;
  readonly #options: RecorderOptions;
  readonly #dirty = new Set<Recorded>();
  #said: Said[] = [];
  #cancelTurn: (() => void) | null = null;
  #fault: JournalFault | null = null;
  #retry_ms = RETRY_FIRST_MS;
  #complained_at = -Infinity;
  #cancelRetry: () => void = () => {};

  constructor(options: RecorderOptions) {
    this.#options = options;
    const at = (level: keyof Log) => (event: string, fields?: Fields) =>
      this.#say({ level, event, fields });
    this.log = { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
  }

  /** Rooms with changes that are not saved. */
  get unsaved(): number {
    return this.#dirty.size;
  }

  /** Holds back what an edge is told. */
  toEdge(edge: number, message: ToEdge): void {
    this.#say({ edge, message });
  }

  /** This room is to be saved, at the end of the turn. */
  changed(room: Recorded): void {
    this.#dirty.add(room);
    this.#flushSoon();
  }

  /** This room is over; its results are to be saved. */
  ended(room: Recorded, ending: Ending): void {
    room.ending = ending;
    this.changed(room);
  }

  /** [S5] What was said to this edge is for its former life. */
  edgeLost(edge: number): void {
    this.#said = this.#said.filter((said) => !("edge" in said) || said.edge !== edge);
  }

  /** Saves and tells, now. */
  flush(): void {
    this.#cancelTurn?.();
    this.#cancelTurn = null;
    if (this.#fault === null) this.#commit();
    else if (this.#options.journal.isSuperseded()) {
      // [S5] a commit would have said so, but none is tried in every turn while the disk is bad
      throw new JournalFailure("superseded", "another life has this journal");
    }
    const said = this.#said;
    this.#said = [];
    for (const one of said) {
      if ("edge" in one) this.#options.toEdge(one.edge, one.message);
      else this.#options.log[one.level](one.event, one.fields);
    }
  }

  /** Saves what is left, even if it could not be saved before, and tells; nothing may change after it. */
  finish(): void {
    if (this.#fault !== null) this.#commit();
    this.flush();
    if (this.unsaved === 0) return;
    this.#options.log.error("rooms_not_saved", { rooms: this.unsaved, reason: this.#fault });
  }

  /** Stops; what is not saved by now never is, and what is not told neither. Any number of times. */
  close(): void {
    this.#cancelTurn?.();
    this.#cancelRetry();
    this.#said = [];
    this.#dirty.clear();
  }

  #say(said: Said): void {
    this.#said.push(said);
    this.#flushSoon();
  }

  /** A timer, not a microtask: what has come from several sockets by then is one commit. */
  #flushSoon(): void {
    this.#cancelTurn ??= this.#options.clock.after(0, () => this.flush());
  }

  #commit(): void {
    if (this.#dirty.size === 0) return;
    const rooms = [...this.#dirty];
    const writes: RoomWrite[] = [];
    for (const room of rooms) {
      const write = writeOf(room.saved, room, room.ending);
      if (write !== null) writes.push(write);
    }
    try {
      if (writes.length > 0) this.#write(writes);
    } catch (error) {
      return this.#failed(error);
    }
    for (const saved of rooms) saved.saved = { room: saved.room, tokens: saved.tokens };
    this.#dirty.clear();
    if (this.#fault !== null) this.#mended();
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
    // [S5] another life has these rooms now: nothing of what was said may be told any more
    if (error instanceof JournalFailure && error.fault === "superseded") throw error;
    const { clock, log, onFault } = this.#options;
    const fault = error instanceof JournalFailure ? error.fault : "failed";
    const since_ms = clock.now() - this.#complained_at;
    if (fault !== this.#fault || since_ms >= COMPLAIN_EVERY_MS) {
      const message = error instanceof Error ? error.message : String(error);
      log.error("journal_failed", { reason: fault, unsaved_rooms: this.unsaved, message });
      this.#complained_at = clock.now();
    }
    if (fault !== this.#fault) onFault(fault);
    this.#fault = fault;
    this.#cancelRetry();
    this.#cancelRetry = clock.after(this.#retry_ms, () => this.#commit());
    this.#retry_ms = Math.min(this.#retry_ms * 2, RETRY_LAST_MS);
  }

  #mended(): void {
    this.#fault = null;
    this.#retry_ms = RETRY_FIRST_MS;
    this.#cancelRetry();
    this.#options.onFault(null);
    this.#options.log.info("journal_works_again");
  }
}
