/**
 * The rooms that live on this worker, and the ids of those that ended. A room counts against the quota while it is
 * here. The id of a room that has ended is not used again for a while [R14].
 */
import type { RoomId } from "../room/state.ts";
import type { Clock } from "../base/clock.ts";
import { ENDED_FOR_MS, EndedRooms } from "../journal/ended_rooms.ts";
import type { Ids } from "../base/ids.ts";
import type { Journal, Saved } from "../journal/journal.ts";
import { fromJournal, steadyBy } from "../journal/journal_time.ts";
import type { Log } from "../base/log.ts";
import type { AddressSlot, JoinRefusal } from "../bus/envelopes.ts";
import type { Placement } from "./placement.ts";
import { REFUSED, tooManyRoomsFromAddress } from "./refusals.ts";
import { LiveRoom, openSession } from "./sessions.ts";

/**
 * Limits the rooms of the whole process, and those that one address has opened, over all workers [W10]. An address is
 * identified by its slot.
 */
export interface RoomQuota {
  /** Counts one more room, or returns why there are too many. */
  opened(slot: AddressSlot): RoomAdmission;
  /** Counts one room less. null: it was restored, and counts for no address. */
  closed(slot: AddressSlot | null): void;
  /** Counts a restored room, even beyond the limit, and for no address. */
  restored(): void;
}

export type RoomAdmission = "ok" | "too_many" | "too_many_from_address";

export interface RoomsOptions {
  readonly placement: Placement;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly quota: RoomQuota;
  /** The quota's limit for one address, for the text of the refusal. */
  readonly roomsPerAddressMax: number;
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

  /** A copy, so that rooms may end while it is iterated. */
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

  /** Whether a room with this id ended within the last day. */
  hasEnded(roomId: RoomId): boolean {
    return this.#ended.has(roomId);
  }

  /** Opens a room under a free id, which `make` gets; or returns the refusal if a limit is reached. */
  open(slot: AddressSlot, make: (roomId: RoomId) => LiveRoom): LiveRoom | JoinRefusal {
    const { quota, log, roomsPerAddressMax } = this.#options;
    const admission = quota.opened(slot);
    if (admission !== "ok") {
      log.warn("room_refused", { reason: admission });
      const isFull = admission === "too_many";
      return isFull ? REFUSED.tooManyRooms : tooManyRoomsFromAddress(roomsPerAddressMax);
    }
    const roomId = this.#freeId();
    const live = make(roomId);
    live.openedFrom = slot;
    this.#live.set(roomId, live);
    return live;
  }

  /** [R14] The room has ended: its id can't be joined any more. */
  end(roomId: RoomId): void {
    if (this.#live.has(roomId)) this.#ended.add(roomId);
    this.forget(roomId);
  }

  /**
   * Loads the rooms of the last process, with nobody connected [S5, S6]. One that can't be read is logged, and stays in
   * the journal.
   */
  restore(journal: Journal): readonly LiveRoom[] {
    const { clock, log } = this.#options;
    const { rooms, ended, damaged } = journal.load(clock.wall() - ENDED_FOR_MS);
    const toSteady = steadyBy(clock);
    const now = clock.now();
    for (const { room_id, ended_at } of ended) {
      // the wall clock may have been set back since: an end in the future would be remembered for too long
      this.#ended.add(room_id, Math.min(now, toSteady(ended_at)));
    }
    for (const { room_id, problem } of damaged) {
      this.#ended.add(room_id);
      log.error("room_not_restored", { room: room_id, problem });
    }
    return rooms.map((saved) => this.adopt(saved));
  }

  /** Takes in a saved room, whose times are on the wall clock, with nobody connected. It counts for no address. */
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

  /** Drops a room that has moved to another worker: it has not ended. */
  forget(roomId: RoomId): void {
    const live = this.#live.get(roomId);
    if (live === undefined) return;
    this.#live.delete(roomId);
    this.#options.quota.closed(live.openedFrom);
  }

  /** Notes that a room has ended, perhaps on another worker. */
  hadEnded(roomId: RoomId): void {
    if (!this.#ended.has(roomId)) this.#ended.add(roomId);
  }

  /** Forgets the ids of rooms that ended long ago. */
  prune(): void {
    this.#ended.prune();
  }

  /** Drops all rooms. Idempotent. */
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
