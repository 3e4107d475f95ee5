/**
 * A transcript of what a client has sent and received, on which tests wait. A wait that fails throws the whole
 * transcript, which shows what came instead.
 */
import { OutOfPatience, PATIENCE_MS, within } from "./patience.ts";

export class Transcript {
  readonly #owner: string;
  readonly #notes: string[] = [];
  readonly #waiters = new Set<() => void>();
  #over: string | undefined;

  /** `owner`: the client's name in failures. */
  constructor(owner: string) {
    this.#owner = owner;
  }

  /** Adds a note, and checks all waits. */
  note(text: string): void {
    this.#notes.push(text);
    for (const waiter of [...this.#waiters]) waiter();
  }

  /** Notes the end, after which all unsatisfied waits fail at once. */
  end(why: string): void {
    this.#over = why;
    this.note(`-- the end: ${why}`);
  }

  /** Waits until `look` finds something, now or after a note. `what`: names it in failures. */
  async until<Found>(what: string, look: () => Found | undefined): Promise<Found> {
    const { promise, resolve, reject } = Promise.withResolvers<Found>();
    const waiter = () => {
      const found = look();
      if (found !== undefined) resolve(found);
      else if (this.#over !== undefined) reject(this.#failure(`never got ${what}, it ended`));
    };
    this.#waiters.add(waiter);
    waiter();
    try {
      return await within(promise, what, PATIENCE_MS);
    } catch (error) {
      throw error instanceof OutOfPatience ? this.#failure(`got no ${what} in time`) : error;
    } finally {
      this.#waiters.delete(waiter);
    }
  }

  /** Everything noted so far, one note a line. */
  toString(): string {
    return this.#notes.map((note) => `    ${note}`).join("\n");
  }

  #failure(how: string): Error {
    return new Error(`${this.#owner} ${how}; all of its transcript:\n${this}`);
  }
}
