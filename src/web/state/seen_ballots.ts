/** The revealed ballots that this page knows, so that it has results even if it misses the end of the room. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { RevealedBallot, RoomState } from "../../client/mod.ts";
import { withSeen } from "../../client/with_seen.ts";

export class SeenBallots {
  readonly #ballots = signal<readonly RevealedBallot[]>([]);

  constructor(room: RoomState) {
    this.look(room);
  }

  /** Oldest first. */
  get ballots(): ReadonlySignal<readonly RevealedBallot[]> {
    return this.#ballots;
  }

  look(room: RoomState): void {
    this.#ballots.value = withSeen(this.#ballots.peek(), room);
  }

  /** Replaces them by the server's list, which is complete. */
  replace(ballots: readonly RevealedBallot[]): void {
    this.#ballots.value = ballots;
  }
}
