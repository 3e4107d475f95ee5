/** The revealed ballots that this page knows, so that it has results even if it misses the end of the room. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { RevealedBallot, RoomState } from "../../client/mod.ts";

export class SeenBallots {
  readonly #ballots = signal<readonly RevealedBallot[]>([]);

  constructor(room: RoomState) {
    this.look(room);
  }

  /** Oldest first. */
  get ballots(): ReadonlySignal<readonly RevealedBallot[]> {
    return this.#ballots;
  }

  look({ ballot }: RoomState): void {
    if (ballot?.phase !== "revealed") return;
    const { phase: _, ...revealed } = ballot;
    const isSame = (one: RevealedBallot) =>
      one.ticket_id === revealed.ticket_id && one.attempt === revealed.attempt;
    const known = this.#ballots.peek();
    this.#ballots.value = known.some(isSame)
      ? known.map((one) => isSame(one) ? revealed : one)
      : [...known, revealed];
  }

  /** Replaces them by the server's list, which is complete. */
  replace(ballots: readonly RevealedBallot[]): void {
    this.#ballots.value = ballots;
  }
}
