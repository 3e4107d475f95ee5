/** How many rooms there may be: in this process, in a cluster on all nodes together [W10, C22]. */
import type { AddressSlot } from "../bus/envelopes.ts";
import type { RoomQuota } from "../hosting/rooms.ts";
import type { Counts } from "./counts.ts";

interface RoomLimits {
  /** 0: no limit. */
  readonly totalMax: number;
  readonly perAddressMax: number;
  /** Rooms of other nodes, as far as is known now. */
  readonly elsewhere: () => number;
}

/** Counts rooms in the tables of this process, and refuses new ones beyond the limit. */
export function roomQuota(
  counts: Pick<Counts, "roomOpened" | "roomClosed" | "roomRestored">,
  { totalMax, perAddressMax, elsewhere }: RoomLimits,
): RoomQuota {
  const opened = (slot: AddressSlot) => {
    if (totalMax === 0) return counts.roomOpened(slot, { totalMax, perAddressMax });
    const left = totalMax - elsewhere();
    return left <= 0 ? "too_many" : counts.roomOpened(slot, { totalMax: left, perAddressMax });
  };
  return {
    opened,
    closed: (slot) => counts.roomClosed(slot),
    restored: () => counts.roomRestored(),
  };
}
