/**
 * What one client sent and received, and waiting for it: a list of notes that grows, and waiters that are
 * looked after whenever it does. A wait that fails throws with the whole transcript, because the
 * question is then always what came instead.
 */
import { OutOfPatience, PATIENCE_MS, within } from "./patience.ts";

export class Transcript {
  readonly #owner: string;
  readonly #notes: string[] = [];
  readonly #waiters = new Set<() => void>();
  #over: string | undefined;

  /** `owner`: whose transcript it is, as failures should call it. */
  constructor(owner: string) {
    this.#owner = owner;
  }

  /** Notes what happened and looks after the waiters. */
  note(text: string): void {
    this.#notes.push(text);
    for (const waiter of [...this.#waiters]) waiter();
  }

  /** Notes the end: nothing comes after it, so waits that are not satisfied fail at once. */
  end(why: string): void {
    this.#over = why;
    this.note(`-- the end: ${why}`);
  }

  /** Waits until `look` finds something, looking now and after every note. */
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
