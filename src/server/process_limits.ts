/**
 * Limits of the process that main finds out only once it listens, so that no start waits for them [W10]: how many
 * connections there are descriptors for, and the memory it may take. Until then the settings hold.
 */

/** The limits as every worker sees them. */
export type SharedLimits = SharedArrayBuffer;

const CONNECTIONS = 0;
const MEMORY = 1;

/** In place of a limit that nobody has found out. */
const AS_SET = -1n;

export class ProcessLimits {
  readonly #table: BigInt64Array;

  static allocate(): SharedLimits {
    const shared = new SharedArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT);
    new BigInt64Array(shared).fill(AS_SET);
    return shared;
  }

  constructor(shared: SharedLimits) {
    this.#table = new BigInt64Array(shared);
  }

  /** The most connections at a time, 0: no limit; `set`: what the settings have. */
  connections(set: number): number {
    return this.#read(CONNECTIONS, set);
  }

  /** The most resident memory in bytes, 0: no limit; `set`: what the settings have. */
  memoryBytes(set: number): number {
    return this.#read(MEMORY, set);
  }

  findConnections(max: number): void {
    Atomics.store(this.#table, CONNECTIONS, BigInt(max));
  }

  findMemoryBytes(max: number): void {
    Atomics.store(this.#table, MEMORY, BigInt(max));
  }

  #read(at: number, set: number): number {
    const found = Atomics.load(this.#table, at);
    return found === AS_SET ? set : Number(found);
  }
}
