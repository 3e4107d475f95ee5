/**
 * The rooms that live on this worker, and the ids that are not free. A room is counted against the quota as long
 * as it is here, and when it has ended its id joins nothing, and is nobody else's, for a while [R14].
 */
import type { RoomId } from "../room/state.ts";
import type { Clock } from "./clock.ts";
import { ENDED_FOR_MS, EndedRooms } from "./ended_rooms.ts";
import { homeOf, type Ids } from "./ids.ts";
import type { Journal } from "./journal.ts";
import type { Log } from "./log.ts";
import { Hosted, seatIn } from "./seats.ts";

/** How many rooms the whole process may hold, counted over all workers. */
export interface RoomQuota {
  /** Counts one more room, or says that there are too many. */
  opened(): boolean;
  closed(): void;
  /** Counts a room that there was before the process began, however many there are. */
  restored(): void;
}

export interface RoomsOptions {
  readonly self: number;
  readonly workers: number;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly quota: RoomQuota;
}

export class Rooms {
  readonly #options: RoomsOptions;
  readonly #hosted = new Map<RoomId, Hosted>();
  readonly #ended: EndedRooms;

  constructor(options: RoomsOptions) {
    this.#options = options;
    this.#ended = new EndedRooms(options.clock);
  }

  get size(): number {
    return this.#hosted.size;
  }

  /** As they are now, whatever ends while they are looked over. */
  all(): readonly Hosted[] {
    return [...this.#hosted.values()];
  }

  get(room_id: RoomId): Hosted | undefined {
    return this.#hosted.get(room_id);
  }

  /** Whether this room has not ended. */
  isHere({ room }: Hosted): boolean {
    return this.#hosted.has(room.room_id);
  }

  /** Whether there was such a room, not long ago. */
  hasEnded(room_id: RoomId): boolean {
    return this.#ended.has(room_id);
  }

  /** A room under an id that is free; null: there are too many. `make` is told the id. */
  open(make: (room_id: RoomId) => Hosted): Hosted | null {
    if (!this.#options.quota.opened()) return null;
    const room_id = this.#freeId();
    const hosted = make(room_id);
    this.#hosted.set(room_id, hosted);
    return hosted;
  }

  /** [R14] */
  end(room_id: RoomId): void {
    if (!this.#hosted.delete(room_id)) return;
    this.#ended.add(room_id);
    this.#options.quota.closed();
  }

  /**
   * Rooms as they were when the process ended, with nobody in their seats [S5, S6]. One that can't be read is
   * told of, and stays in the journal.
   */
  restore(journal: Journal): readonly Hosted[] {
    const { clock, log, quota } = this.#options;
    const { rooms, ended, damaged } = journal.load(clock.now() - ENDED_FOR_MS);
    for (const { room_id, ended_at } of ended) this.#ended.add(room_id, ended_at);
    for (const { room_id, problem } of damaged) {
      this.#ended.add(room_id);
      log.error("room_not_restored", { room: room_id, problem });
    }
    return rooms.map((saved) => {
      const hosted = new Hosted(saved, saved);
      for (const [token_hash, member_id] of saved.tokens) {
        if (member_id !== null) seatIn(hosted, member_id, token_hash);
      }
      this.#hosted.set(saved.room.room_id, hosted);
      quota.restored();
      return hosted;
    });
  }

  /** Forgets what is long over. */
  prune(): void {
    this.#ended.prune();
  }

  /** Gives all rooms up. Any number of times. */
  clear(): void {
    for (let rooms = this.size; rooms > 0; rooms--) this.#options.quota.closed();
    this.#hosted.clear();
  }

  #freeId(): RoomId {
    const { self, workers, ids } = this.#options;
    for (;;) {
      const room_id = ids.roomId();
      if (homeOf(room_id, workers) !== self) continue;
      if (!this.#hosted.has(room_id) && !this.hasEnded(room_id)) return room_id;
    }
  }
}
