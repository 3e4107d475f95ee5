/**
 * Who owns which shard, as far as the records are known here [C3]. It reports each change once, at the end of the
 * tick: an owner whose session was ended is none [C4].
 */
import type { Clock } from "../base/clock.ts";
import { decode, type ShardRecord } from "./records.ts";

/** The last record of a shard. */
interface Shard {
  /** 0: there is none. */
  readonly seq: number;
  readonly record: ShardRecord;
}

const NEVER_OWNED: Shard = { seq: 0, record: { owner: null, by: "", write: 0 } };

interface ShardsOptions {
  readonly count: number;
  readonly clock: Clock;
  isAlive(incarnation: string): boolean;
  changed(changes: readonly (readonly [shard: number, incarnation: string | null])[]): void;
}

export class Shards {
  readonly #options: ShardsOptions;
  readonly count: number;
  readonly #shards: Shard[];
  readonly #reported: (string | null)[];
  /** How many records were news: who has seen all of them has missed nothing. */
  changes = 0;
  /** How many shards each owner has. */
  readonly #owned = new Map<string, number>();
  /** Shards that may have changed in this tick. */
  readonly #fresh = new Set<number>();

  constructor(options: ShardsOptions) {
    this.#options = options;
    const length = this.count = options.count;
    this.#shards = Array.from({ length }, () => NEVER_OWNED);
    this.#reported = Array.from({ length }, () => null);
  }

  get(shard: number): Shard {
    return this.#shards[shard] ?? NEVER_OWNED;
  }

  /** All that own shards, alive or not. */
  owners(): ReadonlySet<string> {
    return new Set(this.#owned.keys());
  }

  /** A record that was read, or written; whether it is news: older ones than the known change nothing. */
  apply(shard: number, seq: number, text: string): boolean {
    const known = this.#shards[shard];
    const record = decode.shard(text);
    if (record === null || known === undefined || seq <= known.seq) return false;
    this.#shards[shard] = { seq, record };
    this.changes++;
    this.#count(known.record.owner, -1);
    this.#count(record.owner, 1);
    this.#reportSoon([shard]);
    return true;
  }

  /** A session began or was ended. */
  sessionChanged(incarnation: string): void {
    const all = [...this.#shards.keys()];
    this.#reportSoon(all.filter((shard) => this.get(shard).record.owner === incarnation));
  }

  #count(owner: string | null, more: number): void {
    if (owner === null) return;
    const owned = (this.#owned.get(owner) ?? 0) + more;
    if (owned === 0) this.#owned.delete(owner);
    else this.#owned.set(owner, owned);
  }

  #reportSoon(shards: readonly number[]): void {
    if (shards.length > 0 && this.#fresh.size === 0) this.#options.clock.soon(() => this.#report());
    for (const shard of shards) this.#fresh.add(shard);
  }

  #report(): void {
    const changes: (readonly [number, string | null])[] = [];
    for (const shard of this.#fresh) {
      const { owner } = this.get(shard).record;
      const living = owner !== null && this.#options.isAlive(owner) ? owner : null;
      if (living !== this.#reported[shard]) changes.push([shard, living]);
      this.#reported[shard] = living;
    }
    this.#fresh.clear();
    if (changes.length > 0) this.#options.changed(changes);
  }
}
