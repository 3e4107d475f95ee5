/**
 * The memory that the process may take, which main finds out only once it listens, so that no start waits for it
 * [W10]. Until then the setting holds.
 */

/** The limit as every worker sees it. */
export type SharedMemoryLimit = SharedArrayBuffer;

/** In place of a limit that nobody has found out. */
const AS_SET = -1n;

export class FoundMemory {
  readonly #limit: BigInt64Array;

  static allocate(): SharedMemoryLimit {
    const shared = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT);
    new BigInt64Array(shared).fill(AS_SET);
    return shared;
  }

  constructor(shared: SharedMemoryLimit) {
    this.#limit = new BigInt64Array(shared);
  }

  /** The most resident memory in bytes, 0: no limit; `set`: what the settings have. */
  bytes(set: number): number {
    const found = Atomics.load(this.#limit, 0);
    return found === AS_SET ? set : Number(found);
  }

  find(bytes: number): void {
    Atomics.store(this.#limit, 0, BigInt(bytes));
  }
}
