/** Which worker is home to a room. In a cluster that changes, and there may be none for a while [C3, C4]. */
import { homeOf } from "../base/ids.ts";
import type { ProgramRequest } from "../bus/envelopes.ts";
import type { JoinRequest } from "../protocol/request.ts";
import type { RoomId } from "../room/state.ts";

export interface Placement {
  /** Whether rooms may move from one worker to another. */
  readonly moves: boolean;
  /** Whether no room could be reached from here for so long that new connections are refused [C20]. */
  readonly isOutOfReach: boolean;
  /** The room's home; null: there is none now, so requests wait for `onChange` [C4]. */
  homeOf(roomId: RoomId): number | null;
  /** The worker that opens the next room; null: none can now [C5]. */
  homeForNew(): number | null;
  /** Whether a room of this id is, or would be, at home on this worker. */
  isHere(roomId: RoomId): boolean;
  /** Whether the worker runs on this machine. */
  isOnThisMachine(worker: number): boolean;
  /** Calls `changed` whenever homes may have changed. */
  onChange(changed: () => void): void;
}

/**
 * The worker to send a request to. A request with an idempotency key always goes to the same worker, which remembers
 * its outcome.
 */
export function homeFor(
  request: JoinRequest | ProgramRequest,
  placement: Pick<Placement, "homeOf" | "homeForNew">,
): number | null {
  if (request.action === "create") return placement.homeForNew();
  if (request.action !== "open") return placement.homeOf(request.room_id);
  return request.once === null ? placement.homeForNew() : placement.homeOf(request.once.key);
}

/** The placement on one machine: a pure function of the room's id, the same on every worker [S1]. */
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

/** Loads rooms from the store that all nodes of a cluster share [C4]. */
export interface Residence {
  /**
   * Calls `then` once this room has been loaded, or is known not to be at home here; at once if that is known already.
   * `elsewhere`: its home is or will be another worker. Never calls it if the worker ends first.
   */
  find(roomId: RoomId, then: (where: "here" | "ended" | "never" | "elsewhere") => void): void;
}
