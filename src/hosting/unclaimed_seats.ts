/**
 * v1 seats that no JOIN_ROOM has claimed yet, counted by address: clients that connect and send nothing must not fill
 * rooms with seats that nobody sees [R2, W10].
 */
import type { MemberId } from "../room/state.ts";
import type { AddressSlot } from "../bus/envelopes.ts";

/** The most unclaimed seats of one address, over all workers. */
export const UNCLAIMED_PER_ADDRESS_MAX = 4;

/** Counts the unclaimed seats of each address, over all workers. */
export interface SeatQuota {
  /** Counts one more; false, and nothing counted, if there would be too many. */
  reserved(slot: AddressSlot): boolean;
  /** Counts one less. */
  claimed(slot: AddressSlot): void;
}

/** The unclaimed seats in the rooms of one worker. */
export class UnclaimedSeats {
  readonly #quota: SeatQuota;
  readonly #slots = new Map<MemberId, AddressSlot>();

  constructor(quota: SeatQuota) {
    this.#quota = quota;
  }

  /** Counts a member's seat; false, and nothing counted, if its address has too many. */
  reserve(memberId: MemberId, slot: AddressSlot): boolean {
    if (!this.#quota.reserved(slot)) return false;
    this.#slots.set(memberId, slot);
    return true;
  }

  /** The seat was claimed or freed. Does nothing if it is not counted. */
  release(memberId: MemberId): void {
    const slot = this.#slots.get(memberId);
    if (slot === undefined) return;
    this.#slots.delete(memberId);
    this.#quota.claimed(slot);
  }

  /** Releases all. Idempotent. */
  clear(): void {
    for (const memberId of [...this.#slots.keys()]) this.release(memberId);
  }
}
