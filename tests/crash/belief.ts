/** What somebody knows of a room: as it was acknowledged to be, and as it may be where the line was cut. */
import { assertEquals, equal } from "@std/assert";
import { type Model, shown } from "./model.ts";

export class Belief {
  #sure: Model;
  /** What was asked for and is not acknowledged, and what follows from it. */
  #possible: readonly Model[] = [];

  constructor(model: Model) {
    this.#sure = model;
  }

  /** As far as everything was acknowledged. */
  get model(): Model {
    return this.#sure;
  }

  /** Something was under way when the line was cut. */
  get open(): boolean {
    return this.#possible.length > 0;
  }

  /** From here on the room may be like this, or, by itself, go on to the next ones. */
  asks(...models: readonly Model[]): void {
    this.#possible = models;
  }

  /** The first of them is so. */
  acked(): void {
    const [sure = this.#sure, ...possible] = this.#possible;
    this.#sure = sure;
    this.#possible = possible;
  }

  /** Holds what was found against all of this, and takes it for a fact. */
  found(seen: unknown): void {
    // newest first: two may look the same
    const fits = [...this.#possible.toReversed(), this.#sure]
      .find((model) => equal(seen, shown(model)));
    if (fits === undefined) {
      assertEquals(seen, shown(this.#sure), `not this, nor one of ${this.#possible.length} others`);
    }
    this.#sure = fits ?? this.#sure;
    this.#possible = [];
  }
}
