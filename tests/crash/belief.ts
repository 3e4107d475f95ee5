/**
 * What the clients know of a room: its acknowledged state, and the states that unacknowledged commands may have made.
 */
import { assertEquals, equal } from "@std/assert";
import { type Model, shown } from "./model.ts";

export class Belief {
  #known: Model;
  /** States that the unacknowledged command, and what follows from it, may have made. */
  #possible: readonly Model[] = [];

  constructor(model: Model) {
    this.#known = model;
  }

  /** The acknowledged state. */
  get model(): Model {
    return this.#known;
  }

  /** Whether a command was unacknowledged when the connection was lost. */
  get open(): boolean {
    return this.#possible.length > 0;
  }

  /** A command was sent: from now on the room may be in the first of these states, or later in the next ones. */
  sent(...models: readonly Model[]): void {
    this.#possible = models;
  }

  /** The command was acknowledged: the room is in the first of these states. */
  acked(): void {
    const [known = this.#known, ...possible] = this.#possible;
    this.#known = known;
    this.#possible = possible;
  }

  /** Checks that the room is in one of these states, and takes that as the known one. */
  found(seen: unknown): void {
    // the newest first, because two may look the same
    const fits = [...this.#possible.toReversed(), this.#known]
      .find((model) => equal(seen, shown(model)));
    if (fits === undefined) {
      assertEquals(
        seen,
        shown(this.#known),
        `not this, nor one of ${this.#possible.length} others`,
      );
    }
    this.#known = fits ?? this.#known;
    this.#possible = [];
  }
}
