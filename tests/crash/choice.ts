/** What somebody asked for and saw confirmed, as far as a crash leaves it open. */
import { assert } from "@std/assert";

/** A value that is set now and then: the last one that was acknowledged, and one that may have been done. */
export class Choice {
  #acked: string | null = null;
  #pending: string | null = null;

  /** Asked for: from here on it may be so. */
  asks(value: string): void {
    this.#pending = value;
  }

  /** The server has acknowledged it. */
  acked(): void {
    if (this.#pending !== null) this.#acked = this.#pending;
    this.#pending = null;
  }

  /** Something is in that the server has promised. */
  get sure(): boolean {
    return this.#acked !== null;
  }

  /** A request was under way when the line was cut. */
  get open(): boolean {
    return this.#pending !== null;
  }

  /** Holds what the server has now against what was acknowledged, and takes it for a fact. null: nothing. */
  found(value: string | null, what: string): void {
    const known = value === this.#acked || (this.#pending !== null && value === this.#pending);
    assert(known, `${what} is ${value}, not ${this.#acked} or perhaps ${this.#pending}`);
    this.#acked = value;
    this.#pending = null;
  }
}
