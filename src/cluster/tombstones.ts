/** The ends of rooms in the shards of this worker, until they have been remembered for long enough [C17]. */
import type { Clock } from "../base/clock.ts";
import { ENDED_FOR_MS } from "../journal/ended_rooms.ts";
import type { RoomId } from "../room/state.ts";
import type { Engine } from "./engine.ts";
import type { Subjects } from "./subjects.ts";

/** How often it looks whether that was long enough, in milliseconds. */
const LOOK_MS = 10 * 60_000;

interface TombstonesOptions {
  readonly engine: Pick<Engine, "forget">;
  readonly clock: Clock;
  readonly subjects: Subjects;
}

interface Tombstone {
  readonly seq: number;
  /** By the wall clock. */
  readonly ended_at: number;
}

export class Tombstones {
  readonly #options: TombstonesOptions;
  readonly #ended = new Map<RoomId, Tombstone>();
  #cancelLook: () => void = () => {};

  constructor(options: TombstonesOptions) {
    this.#options = options;
    this.#look();
  }

  /** A room that has ended, and its last record. */
  add(roomId: RoomId, tombstone: Tombstone): void {
    this.#ended.set(roomId, tombstone);
  }

  /** Those of this shard are another's to look after. */
  givenUp(shard: number): void {
    const { subjects } = this.#options;
    for (const roomId of this.#ended.keys()) {
      if (subjects.shardOf(roomId) === shard) this.#ended.delete(roomId);
    }
  }

  /** Any number of times. */
  close(): void {
    this.#cancelLook();
    this.#ended.clear();
  }

  #look(): void {
    const { engine, clock, subjects } = this.#options;
    const before = clock.wall() - ENDED_FOR_MS;
    for (const [roomId, { seq, ended_at }] of this.#ended) {
      if (ended_at >= before) continue;
      engine.forget(subjects.room(subjects.shardOf(roomId), roomId), seq);
      this.#ended.delete(roomId);
    }
    this.#cancelLook = clock.after(LOOK_MS, () => this.#look());
  }
}
