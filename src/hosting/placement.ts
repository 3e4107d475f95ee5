/** Which worker is home to a room. On one machine that never changes; among many it does, and nobody may be [C3, C4]. */
import { homeOf } from "../base/ids.ts";
import type { ProgramRequest } from "../bus/envelopes.ts";
import type { JoinRequest } from "../protocol/request.ts";
import type { RoomId } from "../room/state.ts";

export interface Placement {
  /** Whether rooms may move from one worker to another. */
  readonly moves: boolean;
  /** No room can be reached from here, and that has been so for long: nobody waits for one [C20]. */
  readonly isOutOfReach: boolean;
  /** null: nobody now; whoever wants in waits until `onChange` [C4]. */
  homeOf(roomId: RoomId): number | null;
  /** Who opens the next room; null: nobody now [C5]. */
  homeForNew(): number | null;
  /** Whether a room of this id is, or would be, at home on this worker. */
  isHere(roomId: RoomId): boolean;
  /** Whether this worker is one of this machine's. */
  isOnThisMachine(worker: number): boolean;
  /** `changed` is called when a home may be another than before. */
  onChange(changed: () => void): void;
}

/** Who is asked for this. What is to be done once is always asked of the same worker, which remembers it. */
export function homeFor(
  request: JoinRequest | ProgramRequest,
  placement: Pick<Placement, "homeOf" | "homeForNew">,
): number | null {
  if (request.action === "create") return placement.homeForNew();
  if (request.action !== "open") return placement.homeOf(request.room_id);
  return request.once === null ? placement.homeForNew() : placement.homeOf(request.once.key);
}

/** On one machine: a pure function of the room's id, the same on every worker [S1]. */
export class FixedPlacement implements Placement {
  readonly moves = false;
  readonly isOutOfReach = false;
  readonly #self: number;
  readonly #workers: number;

  constructor({ self, workers }: { readonly self: number; readonly workers: number }) {
    this.#self = self;
    this.#workers = workers;
  }

  homeOf(roomId: RoomId): number {
    return homeOf(roomId, this.#workers);
  }

  homeForNew(): number {
    return this.#self;
  }

  isHere(roomId: RoomId): boolean {
    return this.homeOf(roomId) === this.#self;
  }

  isOnThisMachine(): boolean {
    return true;
  }

  onChange(): void {}
}

/** Rooms that can be brought to this worker, where they are kept in a place that all machines reach [C4]. */
export interface Residence {
  /**
   * Calls `then` once this room is here, or is known not to be; at once where that is known. `elsewhere`: another
   * worker is home to it, or will be. Not at all if the worker ends before.
   */
  find(roomId: RoomId, then: (where: "here" | "ended" | "never" | "elsewhere") => void): void;
}
