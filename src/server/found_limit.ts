/**
 * A limit that all workers share, and that main finds out after the start, which does not wait for it; until then the
 * setting holds [W10].
 */

/** The limit as every worker sees it. */
export type SharedLimit = SharedArrayBuffer;

/** Instead of a limit: it has not been found out, or the setting holds. */
const AS_SET = -1n;

export class FoundLimit {
  readonly #limit: BigInt64Array;

  static allocate(): SharedLimit {
    const shared = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT);
    new BigInt64Array(shared).fill(AS_SET);
    return shared;
  }

  constructor(shared: SharedLimit) {
    this.#limit = new BigInt64Array(shared);
  }

  /** The limit; 0: none. `setting`: the one that was set. */
  now(setting: number): number {
    const found = Atomics.load(this.#limit, 0);
    return found === AS_SET ? setting : Number(found);
  }

  /** Main has found out the limit. */
  set(limit: number): void {
    Atomics.store(this.#limit, 0, BigInt(limit));
  }
}
