/**
 * Adopts rooms [C4, C10]: all rooms of a shard when this worker gets the shard, and single ones that were missed when
 * somebody asks for them. claim.ts makes each of them this worker's own.
 */
import type { Log } from "../base/log.ts";
import type { Saved } from "../journal/journal.ts";
import type { RoomId } from "../room/state.ts";
import { AGAIN_MS, type ClaimDeps, type Claimed, claimRoom } from "./claim.ts";
import type { Cancel, EngineRecord } from "./engine.ts";
import { encodeRecords, readHeader } from "./room_records.ts";
import { roomIdOf, type Subjects } from "./subjects.ts";
import { Tombstones } from "./tombstones.ts";

/** `ended_at` in the tombstone that proves that a room never existed. */
const NEVER = 0;

/** How many rooms of a shard are claimed at the same time. */
const CLAIMS_AT_ONCE = 64;

interface AdoptionOptions extends ClaimDeps {
  readonly log: Log;
  readonly subjects: Subjects;
  /** The room is this worker's now; `seq` is the number of its last record. */
  readonly adopt: (saved: Saved, seq: number) => void;
  /** All rooms that were found in a shard have been adopted; `rooms` is their number. */
  readonly ready?: (shard: number, rooms: number) => void;
  /** [C18] A room of this shard was written by a newer version, so only such a node can serve it. */
  readonly tooNew?: (shard: number) => void;
  /** Whether a room is here. */
  readonly has: (roomId: RoomId) => boolean;
}

type Where = "here" | "ended" | "never" | "elsewhere";
type Then = (where: Where) => void;

/** A shard that this worker serves, or is about to. */
interface Shard {
  readonly number: number;
  /** Whether every room that was found in it has been adopted. */
  isReady: boolean;
  /** Number of rooms that were adopted. */
  rooms: number;
  /** Requests for its rooms, until then. */
  readonly waiting: [RoomId, Then][];
  /** Rooms that are being looked up, with the requests for them. */
  readonly finding: Map<RoomId, Then[]>;
  /** Rooms that can't be read: they stay where they are, and can't be joined. */
  readonly damaged: Set<RoomId>;
  /** Rooms that only a newer version can read [C18]. */
  readonly tooNew: Set<RoomId>;
  /** Claims and retries that are running. */
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

  /** A room has ended here: keeps its tombstone. `seq`: the number of its last record. */
  ended(roomId: RoomId, tombstone: { readonly seq: number; readonly ended_at: number }): void {
    if (this.serves(roomId)) this.#tombstones.add(roomId, tombstone);
  }

  /** Whether this worker serves the room's shard. */
  serves(roomId: RoomId): boolean {
    return this.#shards.has(this.#options.subjects.shardOf(roomId));
  }

  /** Whether all rooms that were found in this worker's shards have been adopted. */
  get isReady(): boolean {
    for (const { isReady } of this.#shards.values()) if (!isReady) return false;
    return true;
  }

  /** This worker gets these shards. Does nothing for those that it has. */
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

  /** This worker has given the shard up. */
  givenUp(number: number): void {
    const shard = this.#shards.get(number);
    if (shard === undefined) return;
    this.#stop(shard);
    this.#tombstones.givenUp(number);
    for (const [, then] of shard.waiting) then("elsewhere");
    for (const thens of shard.finding.values()) for (const then of thens) then("elsewhere");
  }

  /** [C4] Finds a room. Only the stream's leader can tell that it does not exist. */
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

  /** Drops all requests. Idempotent. */
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

  /** Claims these rooms, CLAIMS_AT_ONCE at a time; then the shard is ready. */
  #claimAll(shard: Shard, rooms: Iterator<[RoomId, EngineRecord[]]>): void {
    let open = CLAIMS_AT_ONCE;
    const next = () => {
      for (;;) {
        const { done, value } = rooms.next();
        if (done === true) break;
        const [roomId, records] = value;
        if (this.#options.has(roomId)) continue; // opened here meanwhile
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

  /** Claims a room, if it exists. `done` is never called from inside this call. */
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
        // the tombstone of an earlier attempt whose answer was lost
        engine.forget(record.subject, record.seq);
        return this.#found(shard, roomId, "never");
      }
      if (endedAt !== undefined) return this.#found(shard, roomId, "ended");
      const wanted = { roomId, records: null, seq: record.seq };
      this.#claim(shard, wanted, (where) => this.#found(shard, roomId, where));
    });
  }

  /**
   * [C4, C14] Proves that a room never existed, by writing a tombstone as its first record, which is deleted at once. A
   * read is no proof, because a deposed leader may lack the room's records, and a member who is refused because there
   * is no such room takes that for the end.
   */
  #proveNever(shard: Shard, roomId: RoomId): void {
    const { engine, subjects, workerId, writeId, formats } = this.#options;
    const subject = subjects.room(shard.number, roomId);
    const record = {
      format: formats.lowest,
      life: workerId,
      write: writeId(),
      version: 0,
      whole: false,
    };
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

/** A room to claim, as `claimRoom` gets it. */
interface Wanted {
  readonly roomId: RoomId;
  readonly records: readonly EngineRecord[] | null;
  readonly seq: number;
}
