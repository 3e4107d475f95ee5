/**
 * v1 seats that no JOIN_ROOM has claimed yet, counted for the address that they were reserved from: whoever
 * connects and sends nothing must not fill rooms with seats that nobody sees [R2, W10].
 */
import type { MemberId } from "../room/state.ts";
import type { AddressSlot } from "../bus/envelopes.ts";

/** How many of them one address may have at once, over all workers. */
export const UNCLAIMED_PER_ADDRESS_MAX = 4;

/** How many unclaimed seats an address may have, counted over all workers. */
export interface SeatQuota {
  /** Counts one more, or returns that there are too many. */
  reserved(slot: AddressSlot): boolean;
  claimed(slot: AddressSlot): void;
}

/** Those of one worker's rooms. */
export class UnclaimedSeats {
  readonly #quota: SeatQuota;
  readonly #slots = new Map<MemberId, AddressSlot>();

  constructor(quota: SeatQuota) {
    this.#quota = quota;
  }

  /** Counts the seat of a member that is to be announced; false, and nothing counted, if there are too many. */
  reserve(memberId: MemberId, slot: AddressSlot): boolean {
    if (!this.#quota.reserved(slot)) return false;
    this.#slots.set(memberId, slot);
    return true;
  }

  /** The seat is claimed, or given up. One that is not counted changes nothing. */
  release(memberId: MemberId): void {
    const slot = this.#slots.get(memberId);
    if (slot === undefined) return;
    this.#slots.delete(memberId);
    this.#quota.claimed(slot);
  }

  /** Gives all of them up. Any number of times. */
  clear(): void {
    for (const memberId of [...this.#slots.keys()]) this.release(memberId);
  }
}
