/**
 * The bell between the threads of one process: it says that there is something in a ring, and not in which [S2]. One
 * post of a BroadcastChannel rings all workers at once.
 */

/** One end of the bell, of one worker. A bell may be lost or late: whoever rang rings again. */
export interface Bell {
  /** Rings at every other end. After `close` it does nothing. */
  ring(): void;
  /** The one who answers at this end, to every bell of another. */
  listen(answer: () => void): void;
  /** It does not ring after this; any number of times. */
  close(): void;
}

/** The bell of the process, under the name its threads agreed on; one for each thread. */
export class BroadcastBell implements Bell {
  readonly #channel: BroadcastChannel;
  #closed = false;

  constructor(name: string) {
    this.#channel = new BroadcastChannel(name);
  }

  ring(): void {
    if (!this.#closed) this.#channel.postMessage(null);
  }

  listen(answer: () => void): void {
    this.#channel.onmessage = () => answer();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#channel.onmessage = null;
    this.#channel.close();
  }
}
