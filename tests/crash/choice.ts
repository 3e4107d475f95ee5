/** What a client knows of a value that it has set, before and after a crash. */
import { assert } from "@std/assert";

/** The last acknowledged value, and one whose outcome is unknown. */
export class Choice {
  #acked: string | null = null;
  #pending: string | null = null;

  /** A command was sent: from now on this may be the value. */
  sent(value: string): void {
    this.#pending = value;
  }

  /** The server has acknowledged it. */
  acked(): void {
    if (this.#pending !== null) this.#acked = this.#pending;
    this.#pending = null;
  }

  /** Whether a value was acknowledged. */
  get isAcked(): boolean {
    return this.#acked !== null;
  }

  /** Whether a command was unacknowledged when the connection was lost. */
  get open(): boolean {
    return this.#pending !== null;
  }

  /** Checks the server's value, and takes it as the known one. null: the server has none. */
  found(value: string | null, what: string): void {
    const known = value === this.#acked || (this.#pending !== null && value === this.#pending);
    assert(known, `${what} is ${value}, not ${this.#acked} or perhaps ${this.#pending}`);
    this.#acked = value;
    this.#pending = null;
  }
}
