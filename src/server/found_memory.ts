/**
 * The limit on the process's memory, shared by all workers [W10]. Main finds it out after the start, which does not
 * wait for it; until then the setting holds.
 */

/** The limit as every worker sees it. */
export type SharedMemoryLimit = SharedArrayBuffer;

/** Instead of a limit: it has not been found out yet. */
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

  /** The limit in bytes of resident memory; 0: none. `setting`: what `--max-memory` says. */
  bytes(setting: number): number {
    const found = Atomics.load(this.#limit, 0);
    return found === AS_SET ? setting : Number(found);
  }

  /** Main has found out the limit. */
  set(bytes: number): void {
    Atomics.store(this.#limit, 0, BigInt(bytes));
  }
}
