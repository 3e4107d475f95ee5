/**
 * How rooms come to this worker and leave it [C4, C10]: all of a shard when the shard becomes this node's, one that
 * was overlooked when somebody asks for it. How each is made this life's own is claim.ts's.
 */
import type { Log } from "../base/log.ts";
import type { Saved } from "../journal/journal.ts";
import type { RoomId } from "../room/state.ts";
import { AGAIN_MS, type ClaimDeps, type Claimed, claimRoom } from "./claim.ts";
import type { Cancel, EngineRecord } from "./engine.ts";
import { encodeRecords, readHeader } from "./room_records.ts";
import { roomIdOf, type Subjects } from "./subjects.ts";
import { Tombstones } from "./tombstones.ts";

/** When a room ended that there never was: the tombstone that proves it. */
const NEVER = 0;

/** Rooms of a shard that are claimed at the same time. */
const CLAIMS_AT_ONCE = 64;

interface AdoptionOptions extends ClaimDeps {
  readonly log: Log;
  readonly subjects: Subjects;
  /** The room is here from now on; its last record has this number. */
  readonly adopt: (saved: Saved, seq: number) => void;
  /** All that was found in a shard is here: so many rooms. */
  readonly ready?: (shard: number, rooms: number) => void;
  /** [C18] A room of this shard is of a newer version, and only such a node can serve it. */
  readonly tooNew?: (shard: number) => void;
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
  /** Rooms of it that were brought here. */
  rooms: number;
  /** Who asks for a room of it, until then. */
  readonly waiting: [RoomId, Then][];
  /** Rooms that are looked up one by one, with who asks for them. */
  readonly finding: Map<RoomId, Then[]>;
  /** What can't be read stays where it is, and nobody can join it. */
  readonly damaged: Set<RoomId>;
  /** What only a newer version can read goes on there [C18]. */
  readonly tooNew: Set<RoomId>;
  /** What is under way for it: claims, and reads to be tried again. */
  readonly running: Set<Cancel>;
}

export class Adoption {
  readonly #options: AdoptionOptions;
  readonly #shards = new Map<number, Shard>();
  readonly #tombstones: Tombstones;

  constructor(options: AdoptionOptions) {
    this.#options = options;
    this.#tombstones = new Tombstones(options);
  }

  /** A room has ended here: its tombstone is looked after. `seq`: its last record's number. */
  ended(roomId: RoomId, tombstone: { readonly seq: number; readonly ended_at: number }): void {
    if (this.serves(roomId)) this.#tombstones.add(roomId, tombstone);
  }

  /** Whether this worker serves the room's shard. */
  serves(roomId: RoomId): boolean {
    return this.#shards.has(this.#options.subjects.shardOf(roomId));
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
        ...{ number, isReady: false, rooms: 0, waiting: [], finding: new Map() },
        ...{ damaged: new Set(), tooNew: new Set(), running: new Set() },
      };
      this.#shards.set(number, shard);
      this.#read(shard);
    }
  }

  /** This shard is not this worker's any more. */
  givenUp(number: number): void {
    const shard = this.#shards.get(number);
    if (shard === undefined) return;
    this.#stop(shard);
    this.#tombstones.givenUp(number);
    for (const [, then] of shard.waiting) then("elsewhere");
    for (const thens of shard.finding.values()) for (const then of thens) then("elsewhere");
  }

  /** [C4] Only what the stream's leader keeps decides that there is no such room. */
  find(roomId: RoomId, then: Then): void {
    const shard = this.#shards.get(this.#options.subjects.shardOf(roomId));
    if (shard === undefined) return then("elsewhere");
    if (this.#options.has(roomId)) return then("here");
    if (shard.damaged.has(roomId)) return then("ended");
    if (shard.tooNew.has(roomId)) return then("elsewhere");
    if (!shard.isReady) return void shard.waiting.push([roomId, then]);
    const finding = shard.finding.get(roomId);
    if (finding !== undefined) return void finding.push(then);
    shard.finding.set(roomId, [then]);
    this.#look(shard, roomId);
  }

  /** Nobody is answered any more. Any number of times. */
  close(): void {
    for (const shard of this.#shards.values()) this.#stop(shard);
    this.#tombstones.close();
  }

  #stop(shard: Shard): void {
    this.#shards.delete(shard.number);
    for (const cancel of shard.running) cancel();
  }

  #serves(shard: Shard): boolean {
    return this.#shards.get(shard.number) === shard;
  }

  #again(shard: Shard, run: () => void): void {
    const cancel = this.#options.clock.after(AGAIN_MS, () => {
      shard.running.delete(cancel);
      run();
    });
    shard.running.add(cancel);
  }

  #read(shard: Shard): void {
    const { engine, subjects } = this.#options;
    engine.all(subjects.rooms(shard.number), (result) => {
      if (!this.#serves(shard)) return;
      if (result.kind === "failed") return this.#again(shard, () => this.#read(shard));
      const rooms = Map.groupBy(result.records, ({ subject }) => roomIdOf(subject));
      this.#claimAll(shard, rooms.entries());
    });
  }

  /** Claims these rooms, so many at once; then the shard is ready. */
  #claimAll(shard: Shard, rooms: Iterator<[RoomId, EngineRecord[]]>): void {
    let open = CLAIMS_AT_ONCE;
    const next = () => {
      for (;;) {
        const { done, value } = rooms.next();
        if (done === true) break;
        const [roomId, records] = value;
        if (this.#options.has(roomId)) continue; // it was opened here since
        return this.#claim(shard, { roomId, records, seq: 0 }, next);
      }
      if (--open === 0) this.#ready(shard);
    };
    for (let n = 0; n < CLAIMS_AT_ONCE; n++) next();
  }

  #ready(shard: Shard): void {
    shard.isReady = true;
    this.#options.ready?.(shard.number, shard.rooms);
    for (const [roomId, then] of shard.waiting.splice(0)) this.find(roomId, then);
  }

  /** Makes a room this worker's, if there is such a room; `done` is called later. */
  #claim(shard: Shard, { roomId, records, seq }: Wanted, done: (where: Where) => void): void {
    const subject = this.#options.subjects.room(shard.number, roomId);
    const cancel = claimRoom({ subject, records, seq }, this.#options, (claimed) => {
      shard.running.delete(cancel);
      done(this.#claimed(shard, roomId, claimed));
    });
    shard.running.add(cancel);
  }

  #claimed(shard: Shard, roomId: RoomId, claimed: Claimed): Where {
    const { log, adopt } = this.#options;
    switch (claimed.kind) {
      case "room":
        adopt(claimed.saved, claimed.seq);
        shard.rooms++;
        return "here";
      case "none":
        return "never";
      case "ended":
        this.#tombstones.add(roomId, claimed);
        return "ended";
      case "damaged":
        shard.damaged.add(roomId);
        log.error("room_not_restored", { room: roomId, problem: claimed.problem });
        return "ended";
      case "too new":
        shard.tooNew.add(roomId);
        log.error("room_too_new", { room: roomId, problem: claimed.problem });
        this.#options.tooNew?.(shard.number);
        return "elsewhere";
    }
  }

  #look(shard: Shard, roomId: RoomId): void {
    const { engine, subjects } = this.#options;
    engine.last(subjects.room(shard.number, roomId), (result) => {
      if (!this.#serves(shard)) return;
      if (result.kind === "failed") return this.#again(shard, () => this.#look(shard, roomId));
      const { record } = result;
      if (record === null) return this.#proveNever(shard, roomId);
      const endedAt = readHeader(record.text, this.#options.formats.newest)?.ended_at;
      if (endedAt === NEVER) {
        // of a question whose answer was lost
        engine.forget(record.subject, record.seq);
        return this.#found(shard, roomId, "never");
      }
      if (endedAt !== undefined) return this.#found(shard, roomId, "ended");
      const wanted = { roomId, records: null, seq: record.seq };
      this.#claim(shard, wanted, (where) => this.#found(shard, roomId, where));
    });
  }

  /**
   * [C4, C14] Whoever is in a room takes "there is no such room" for its end, and a leader that was put aside may have
   * none of its records yet. That one can be its first is certain; it goes at once.
   */
  #proveNever(shard: Shard, roomId: RoomId): void {
    const { engine, subjects, life, writeId, formats } = this.#options;
    const subject = subjects.room(shard.number, roomId);
    const record = { format: formats.lowest, life, write: writeId(), version: 0, whole: false };
    const [text = ""] = encodeRecords({ ...record, ended_at: NEVER }, "");
    engine.append({ subject, text, expected: 0 }, (result) => {
      if (result.kind === "appended") engine.forget(subject, result.seq);
      if (!this.#serves(shard)) return;
      if (result.kind === "appended") this.#found(shard, roomId, "never");
      else this.#again(shard, () => this.#look(shard, roomId));
    });
  }

  #found(shard: Shard, roomId: RoomId, where: Where): void {
    const thens = shard.finding.get(roomId) ?? [];
    shard.finding.delete(roomId);
    for (const then of thens) then(where);
  }
}

/** A room that is to be claimed: what `claimRoom` is given. */
interface Wanted {
  readonly roomId: RoomId;
  readonly records: readonly EngineRecord[] | null;
  readonly seq: number;
}
