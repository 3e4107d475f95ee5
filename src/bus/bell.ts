/**
 * The bell between the threads of one process: it wakes all workers, which then look into their rings [S2]. It is one
 * post of a BroadcastChannel.
 */

/** One worker's end of the bell. A ring of it may be lost or late, so the worker rings again. */
export interface Bell {
  /** Rings at every other end. Does nothing after `close`. */
  ring(): void;
  /** Sets what is called whenever another worker rings. */
  listen(answer: () => void): void;
  /** Nothing rings at this end any more. Idempotent. */
  close(): void;
}

/** A thread's end of the bell; `name` is the same in all threads of the process. */
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
