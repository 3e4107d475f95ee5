/**
 * Who owns which shard, as far as the records are known here [C3]. It reports each change once, at the end of the
 * tick: an owner whose session was ended is none [C4].
 */
import type { Clock } from "../base/clock.ts";
import { decode, type ShardRecord } from "./records.ts";
import { SHARDS } from "./subjects.ts";

/** The last record of a shard. */
export interface Shard {
  /** 0: there is none. */
  readonly seq: number;
  readonly record: ShardRecord;
}

const NEVER_OWNED: Shard = { seq: 0, record: { owner: null, by: "", write: 0 } };

interface ShardsOptions {
  readonly clock: Clock;
  isAlive(incarnation: string): boolean;
  changed(changes: readonly (readonly [shard: number, incarnation: string | null])[]): void;
}

export class Shards {
  readonly #options: ShardsOptions;
  readonly #shards: Shard[] = Array.from({ length: SHARDS }, () => NEVER_OWNED);
  readonly #reported: (string | null)[] = Array.from({ length: SHARDS }, () => null);
  #isDue = false;

  constructor(options: ShardsOptions) {
    this.#options = options;
  }

  get(shard: number): Shard {
    return this.#shards[shard] ?? NEVER_OWNED;
  }

  /** All that own shards, alive or not. */
  owners(): ReadonlySet<string> {
    const owners = new Set<string>();
    for (const { record: { owner } } of this.#shards) {
      if (owner !== null) owners.add(owner);
    }
    return owners;
  }

  /** A record that was read, or written; whether it is news: older ones than the known change nothing. */
  apply(shard: number, seq: number, text: string): boolean {
    const known = this.#shards[shard];
    const record = decode.shard(text);
    if (record === null || known === undefined || seq <= known.seq) return false;
    this.#shards[shard] = { seq, record };
    this.review();
    return true;
  }

  /** Somebody's session began or was ended. */
  review(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    this.#options.clock.soon(() => {
      this.#isDue = false;
      const changes = this.#shards.map(({ record: { owner } }, shard) =>
        [shard, owner !== null && this.#options.isAlive(owner) ? owner : null] as const
      ).filter(([shard, owner]) => owner !== this.#reported[shard]);
      for (const [shard, owner] of changes) this.#reported[shard] = owner;
      if (changes.length > 0) this.#options.changed(changes);
    });
  }
}
