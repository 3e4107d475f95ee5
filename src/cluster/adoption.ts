/**
 * How rooms come to this worker and leave it [C4, C6, C10]: all of a shard when the shard becomes this node's, one that
 * was overlooked when somebody asks for it. A room is here once a write of this life is its last record: from then on
 * nobody else's write can be. The records that are read to get there may be stale; that write proves they were not.
 */
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Saved } from "../journal/journal.ts";
import { writeOf } from "../journal/room_parts.ts";
import type { RoomId } from "../room/state.ts";
import { type Commit, startCommit } from "./commit.ts";
import type { Engine, EngineRecord } from "./engine.ts";
import { encodeChange } from "./room_changes.ts";
import { encodeRecords, headerOf, readRoom, type RoomAt } from "./room_records.ts";
import { roomIdOf, shardOf, type Subjects } from "./subjects.ts";

/** Rooms of a shard that are claimed at the same time. */
const CLAIMS_AT_ONCE = 64;

/** A read that failed, and a claim that met a newer record, are tried again after this, in milliseconds. */
const AGAIN_MS = 250;

/** How long the end of a room is remembered [C17]. */
const ENDED_FOR_MS = 24 * 60 * 60_000;

export interface AdoptionOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Log;
  readonly subjects: Subjects;
  /** Of this worker: the writer of its claims. */
  readonly life: string;
  readonly writeId: () => string;
  /** The room is here from now on; its last record has this number. */
  readonly adopt: (saved: Saved, seq: number) => void;
  /** Whether a room is here. */
  readonly has: (roomId: RoomId) => boolean;
}

type Where = "here" | "ended" | "never" | "elsewhere";
type Then = (where: Where) => void;

/** A shard that this worker serves, or is about to. */
interface Shard {
  readonly number: number;
  /** Whether every room that was found in it is here. */
  isReady: boolean;
  /** Who asks for a room of it, until then. */
  readonly waiting: [RoomId, Then][];
  readonly running: Set<Commit>;
  readonly timers: Set<() => void>;
}

export class Adoption {
  readonly #options: AdoptionOptions;
  readonly #shards = new Map<number, Shard>();
  /** Rooms that are looked up one by one, with who asks for them. */
  readonly #finding = new Map<RoomId, Then[]>();
  /** What can't be read stays where it is, and nobody can join it. */
  readonly #damaged = new Set<RoomId>();

  constructor(options: AdoptionOptions) {
    this.#options = options;
  }

  /** Whether this worker serves the room's shard. */
  serves(roomId: RoomId): boolean {
    return this.#shards.has(shardOf(roomId));
  }

  /** Whether all that was found in the shards of this worker is here. */
  get isReady(): boolean {
    for (const { isReady } of this.#shards.values()) if (!isReady) return false;
    return true;
  }

  /** These shards are this worker's from now on. One that it has already changes nothing. */
  owned(shards: readonly number[]): void {
    for (const number of shards) {
      if (this.#shards.has(number)) continue;
      const shard: Shard = {
        ...{ number, isReady: false, waiting: [], running: new Set(), timers: new Set() },
      };
      this.#shards.set(number, shard);
      this.#read(shard);
    }
  }

  /** This shard is not this worker's any more. */
  givenUp(number: number): void {
    const shard = this.#shards.get(number);
    if (shard === undefined) return;
    this.#shards.delete(number);
    for (const commit of shard.running) commit.cancel();
    for (const cancel of shard.timers) cancel();
    for (const [, then] of shard.waiting) then("elsewhere");
    for (const [roomId, thens] of [...this.#finding]) {
      if (shardOf(roomId) !== number) continue;
      this.#finding.delete(roomId);
      for (const then of thens) then("elsewhere");
    }
  }

  /** [C4] Only what the stream's leader has decides that there is no such room. */
  find(roomId: RoomId, then: Then): void {
    const shard = this.#shards.get(shardOf(roomId));
    if (shard === undefined) return then("elsewhere");
    if (this.#options.has(roomId)) return then("here");
    if (this.#damaged.has(roomId)) return then("ended");
    if (!shard.isReady) return void shard.waiting.push([roomId, then]);
    const finding = this.#finding.get(roomId);
    if (finding !== undefined) return void finding.push(then);
    this.#finding.set(roomId, [then]);
    this.#look(shard, roomId);
  }

  /** Nobody is answered any more. Any number of times. */
  close(): void {
    for (const { running, timers } of this.#shards.values()) {
      for (const commit of running) commit.cancel();
      for (const cancel of timers) cancel();
    }
    this.#shards.clear();
    this.#finding.clear();
  }

  #serves(shard: Shard): boolean {
    return this.#shards.get(shard.number) === shard;
  }

  #again(shard: Shard, run: () => void): void {
    const cancel = this.#options.clock.after(AGAIN_MS, () => {
      shard.timers.delete(cancel);
      run();
    });
    shard.timers.add(cancel);
  }

  #read(shard: Shard): void {
    const { engine, subjects } = this.#options;
    engine.all(subjects.rooms(shard.number), (result) => {
      if (!this.#serves(shard)) return;
      if (result.kind === "failed") return this.#again(shard, () => this.#read(shard));
      this.#claimAll(shard, [...Map.groupBy(result.records, ({ subject }) => subject).values()]);
    });
  }

  /** Claims these rooms, so many at once; then the shard is ready. */
  #claimAll(shard: Shard, rooms: EngineRecord[][]): void {
    let open = 0;
    const next = () => {
      while (open < CLAIMS_AT_ONCE && rooms.length > 0) {
        const records = rooms.shift() ?? [];
        open++;
        this.#claim(shard, records, () => {
          open--;
          next();
        });
      }
      if (open === 0 && rooms.length === 0 && !shard.isReady) this.#ready(shard);
    };
    next();
  }

  #ready(shard: Shard): void {
    shard.isReady = true;
    for (const [roomId, then] of shard.waiting.splice(0)) this.find(roomId, then);
  }

  /** Makes a room this worker's that these are the records of. `done`: it is here, or there is none. */
  #claim(shard: Shard, records: readonly EngineRecord[], done: (where: Where) => void): void {
    const { engine, clock, log, subjects, life, writeId, adopt, has } = this.#options;
    const subject = records[0]?.subject;
    if (subject === undefined) return done("never");
    const roomId = roomIdOf(subject);
    if (has(roomId)) return done("here");
    const found = readRoom(records);
    if (found.kind !== "room") return done(this.#noRoom(roomId, found));
    const write = writeOf(null, found.saved, null);
    if (write === null) throw new Error("a whole room is no change");
    const record = { life, write: writeId(), version: found.saved.room.version, whole: true };
    const commit = startCommit({
      ...{ subject: subjects.room(shard.number, roomId), write: record.write, before: [] },
      ...{ texts: encodeRecords(record, encodeChange(write)), expected: found.seq },
      done: (result) => {
        shard.running.delete(commit);
        if (!this.#serves(shard)) return;
        if (result.kind === "superseded") {
          log.debug("room_claim_again", { room: roomId, by: result.by });
          // its former home wrote once more, or the records were stale
          return this.#again(shard, () => this.#claimAnew(shard, subject, done));
        }
        adopt(found.saved, result.seq);
        done("here");
      },
    }, { engine, clock, life });
    shard.running.add(commit);
  }

  #claimAnew(shard: Shard, subject: string, done: (where: Where) => void): void {
    this.#options.engine.all(subject, (result) => {
      if (!this.#serves(shard)) return;
      if (result.kind === "found") return this.#claim(shard, result.records, done);
      this.#again(shard, () => this.#claimAnew(shard, subject, done));
    });
  }

  /** What is known of a room that can't be had. */
  #noRoom(roomId: RoomId, found: Exclude<RoomAt, { readonly kind: "room" }>): Where {
    const { engine, clock, log, subjects } = this.#options;
    if (found.kind === "none") return "never";
    if (found.kind === "damaged") {
      if (!this.#damaged.has(roomId)) {
        log.error("room_not_restored", { room: roomId, problem: found.problem });
      }
      this.#damaged.add(roomId);
    } else if (clock.wall() - found.ended_at > ENDED_FOR_MS) {
      engine.forget(subjects.room(shardOf(roomId), roomId), found.seq);
    }
    return "ended";
  }

  #look(shard: Shard, roomId: RoomId): void {
    const { engine, subjects } = this.#options;
    const subject = subjects.room(shard.number, roomId);
    engine.last(subject, (result) => {
      if (!this.#serves(shard) || !this.#finding.has(roomId)) return;
      if (result.kind === "failed") return this.#again(shard, () => this.#look(shard, roomId));
      const { record } = result;
      if (record === null) return this.#found(roomId, "never");
      if (hasEnded(record.text)) return this.#found(roomId, "ended");
      this.#claimAnew(shard, subject, (where) => this.#found(roomId, where));
    });
  }

  #found(roomId: RoomId, where: Where): void {
    const thens = this.#finding.get(roomId) ?? [];
    this.#finding.delete(roomId);
    for (const then of thens) then(where);
  }
}

function hasEnded(record: string): boolean {
  try {
    return headerOf(record).ended_at !== undefined;
  } catch {
    return false;
  }
}
