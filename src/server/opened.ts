/** What a server has opened and has to close again, when it stops or when its start fails half-way. */
export class Opened {
  readonly #closers = new DisposableStack();
  readonly #released: Promise<void>[] = [];

  /** Notes something that was opened. `close` is called once, and awaited. */
  add(close: () => void | Promise<void>): void {
    this.#closers.defer(() => {
      const released = close();
      if (released !== undefined) this.#released.push(released);
    });
  }

  /**
   * Closes everything in reverse order, but without waiting in between: with an `AsyncDisposableStack` the journal
   * would stay open until the port is closed. Resolves when all is closed. Idempotent.
   */
  async close(): Promise<void> {
    this.#closers.dispose();
    await Promise.all(this.#released);
  }
}
