/** What a server has opened, and how to close it again: when it stops, or when its start fails half-way. */
export class Opened {
  readonly #closers = new DisposableStack();
  readonly #released: Promise<void>[] = [];

  /** Something was opened; `close` is called once. What it resolves, if anything, is waited for. */
  add(close: () => void | Promise<void>): void {
    this.#closers.defer(() => {
      const released = close();
      if (released !== undefined) this.#released.push(released);
    });
  }

  /**
   * Closes all of it at once, the last first: a journal must not stay open for as long as a port takes (as it would
   * with an `AsyncDisposableStack`). Resolves when everything is released. Idempotent.
   */
  async close(): Promise<void> {
    this.#closers.dispose();
    await Promise.all(this.#released);
  }
}
