/**
 * Which shards of others this node asks for in its heartbeats, since it should have them: at most two at a time, so
 * that those whose rooms move are few [C21]. It asks; whoever owns them looks whether it sees the same.
 */
import type { Clock } from "../base/clock.ts";
import type { Rendezvous } from "./rendezvous.ts";
import type { Shards } from "./shards.ts";

/** Shards that are on their way to one node at a time. */
const ASKED_AT_ONCE = 2;

/** Who was asked for a shard for so long without an effect is not for a while, in milliseconds. */
const ASKED_FOR_MS = 3_000;
const LEFT_ALONE_MS = 10_000;

interface AsksOptions {
  readonly clock: Clock;
  readonly incarnation: string;
  readonly shards: Shards;
  candidates(): Rendezvous;
  /** Whether this node could serve a shard [C20]. */
  serves(shard: number): boolean;
  /** The list has changed: others should know. */
  changed(): void;
}

export class Asks {
  readonly #options: AsksOptions;
  /** Since when it asks, by shard. */
  readonly #asked = new Map<number, number>();
  readonly #leftAloneUntil = new Map<number, number>();
  /** With these candidates, and so many changes of shards, it had all that it should have. */
  #content: { readonly candidates: Rendezvous; readonly changes: number } | null = null;

  constructor(options: AsksOptions) {
    this.#options = options;
  }

  get list(): readonly number[] {
    return [...this.#asked.keys()];
  }

  /** Whether it has all that it should have, as far as was known at the last look. */
  get isContent(): boolean {
    const { shards, candidates } = this.#options;
    return this.#content?.changes === shards.changes &&
      this.#content.candidates === candidates();
  }

  /** What this node can serve is something else now. */
  stir(): void {
    this.#content = null;
  }

  /** To be called often. `mayAsk`: whether this node knows the others well enough. */
  look(mayAsk: boolean): void {
    if (mayAsk && this.isContent) return;
    const { clock, changed, shards, candidates } = this.#options;
    const before = this.list.join();
    const now = clock.now();
    for (const [shard, since] of this.#asked) {
      if (mayAsk && this.#isWanted(shard) && now - since < ASKED_FOR_MS) continue;
      this.#asked.delete(shard);
      if (now - since >= ASKED_FOR_MS) this.#leftAloneUntil.set(shard, now + LEFT_ALONE_MS);
    }
    let isContent = mayAsk && this.#asked.size === 0;
    for (let shard = 0; mayAsk && shard < shards.count; shard++) {
      if (this.#asked.size >= ASKED_AT_ONCE) break;
      if (this.#asked.has(shard) || !this.#isWanted(shard)) continue;
      isContent = false;
      if (!this.#isOwned(shard) || now < (this.#leftAloneUntil.get(shard) ?? 0)) continue;
      this.#asked.set(shard, now);
    }
    this.#content = isContent ? { candidates: candidates(), changes: shards.changes } : null;
    if (this.list.join() !== before) changed();
  }

  /** Whether this node should have it, and has it not. */
  #isWanted(shard: number): boolean {
    const { incarnation, candidates, serves, shards } = this.#options;
    return serves(shard) && shards.get(shard).record.owner !== incarnation &&
      candidates().wanted(shard) === incarnation;
  }

  /** Whether it is that of somebody who could give it up. */
  #isOwned(shard: number): boolean {
    const { owner } = this.#options.shards.get(shard).record;
    return owner !== null && this.#options.candidates().has(owner);
  }
}
