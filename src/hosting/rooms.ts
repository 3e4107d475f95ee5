/**
 * The rooms that live on this worker, and the ids that are not free. A room is counted against the quota as long
 * as it is here, and when it has ended its id joins nothing, and is nobody else's, for a while [R14].
 */
import type { RoomId } from "../room/state.ts";
import type { Clock } from "../base/clock.ts";
import { ENDED_FOR_MS, EndedRooms } from "../journal/ended_rooms.ts";
import type { Ids } from "../base/ids.ts";
import type { Journal, Saved } from "../journal/journal.ts";
import { fromJournal, steadyBy } from "../journal/journal_time.ts";
import type { Log } from "../base/log.ts";
import type { AddressSlot } from "../bus/envelopes.ts";
import type { Placement } from "./placement.ts";
import { LiveRoom, openSession } from "./sessions.ts";

/**
 * How many rooms the whole process may hold, and how many one address may have opened, counted over all workers
 * [W10]. An address is known by its slot alone.
 */
export interface RoomQuota {
  /** Counts one more room, or returns why there are too many. */
  opened(slot: AddressSlot): RoomAdmission;
  /** null: a room that was restored. */
  closed(slot: AddressSlot | null): void;
  /** Counts a room that there was before the process began, however many there are, for nobody. */
  restored(): void;
}

export type RoomAdmission = "ok" | "too_many" | "too_many_from_address";

export interface RoomsOptions {
  readonly placement: Placement;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly quota: RoomQuota;
}

export class Rooms {
  readonly #options: RoomsOptions;
  readonly #live = new Map<RoomId, LiveRoom>();
  readonly #ended: EndedRooms;

  constructor(options: RoomsOptions) {
    this.#options = options;
    this.#ended = new EndedRooms(options.clock);
  }

  get size(): number {
    return this.#live.size;
  }

  /** As they are now, whatever ends while they are looked over. */
  all(): readonly LiveRoom[] {
    return [...this.#live.values()];
  }

  get(roomId: RoomId): LiveRoom | undefined {
    return this.#live.get(roomId);
  }

  /** Whether this room has not ended. */
  isHere({ room }: LiveRoom): boolean {
    return this.#live.has(room.room_id);
  }

  /** Whether there was such a room, not long ago. */
  hasEnded(roomId: RoomId): boolean {
    return this.#ended.has(roomId);
  }

  /** A room under an id that is free, or why there can't be one. `make` is given the id. */
  open(
    slot: AddressSlot,
    make: (roomId: RoomId) => LiveRoom,
  ): LiveRoom | Exclude<RoomAdmission, "ok"> {
    const admission = this.#options.quota.opened(slot);
    if (admission !== "ok") return admission;
    const roomId = this.#freeId();
    const live = make(roomId);
    live.openedFrom = slot;
    this.#live.set(roomId, live);
    return live;
  }

  /** [R14] */
  end(roomId: RoomId): void {
    const live = this.#live.get(roomId);
    if (live === undefined) return;
    this.#live.delete(roomId);
    this.#ended.add(roomId);
    this.#options.quota.closed(live.openedFrom);
  }

  /**
   * Rooms as they were when the process ended, with nobody in their seats [S5, S6]. One that can't be read is
   * reported, and stays in the journal.
   */
  restore(journal: Journal): readonly LiveRoom[] {
    const { clock, log } = this.#options;
    const { rooms, ended, damaged } = journal.load(clock.wall() - ENDED_FOR_MS);
    const toSteady = steadyBy(clock);
    const now = clock.now();
    for (const { room_id, ended_at } of ended) {
      // the clock may have been set back since: nothing ends in a time to come, nor is remembered beyond a day
      this.#ended.add(room_id, Math.min(now, toSteady(ended_at)));
    }
    for (const { room_id, problem } of damaged) {
      this.#ended.add(room_id);
      log.error("room_not_restored", { room: room_id, problem });
    }
    return rooms.map((saved) => this.adopt(saved));
  }

  /** A room as it was kept, by the wall clock, with nobody in their seats. It counts for no address. */
  adopt({ room, tokens }: Saved): LiveRoom {
    const { clock, quota } = this.#options;
    const saved = { room: fromJournal(room, clock), tokens };
    const live = new LiveRoom(saved, saved);
    for (const [tokenHash, memberId] of saved.tokens) {
      if (memberId !== null) openSession(live, memberId, tokenHash);
    }
    this.#live.set(saved.room.room_id, live);
    quota.restored();
    return live;
  }

  /** A room that is kept elsewhere: it is not here any more, and has not ended. */
  forget(roomId: RoomId): void {
    const live = this.#live.get(roomId);
    if (live === undefined) return;
    this.#live.delete(roomId);
    this.#options.quota.closed(live.openedFrom);
  }

  /** There was such a room, and it has ended: perhaps elsewhere. */
  hadEnded(roomId: RoomId): void {
    if (!this.#ended.has(roomId)) this.#ended.add(roomId);
  }

  /** Forgets what is long over. */
  prune(): void {
    this.#ended.prune();
  }

  /** Gives all rooms up. Any number of times. */
  clear(): void {
    for (const { openedFrom } of this.all()) this.#options.quota.closed(openedFrom);
    this.#live.clear();
  }

  #freeId(): RoomId {
    const { placement, ids } = this.#options;
    for (;;) {
      const roomId = ids.roomId();
      if (!placement.isHere(roomId)) continue;
      if (!this.#live.has(roomId) && !this.hasEnded(roomId)) return roomId;
    }
  }
}
