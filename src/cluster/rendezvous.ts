/**
 * Which of several nodes should have a shard [C3]: all who know the same nodes agree, and when one comes or goes, no
 * shard moves but to it or from it. Pure.
 */
import { fnv1a } from "../base/ids.ts";

/** Somebody who can have shards. */
export interface Candidate {
  readonly incarnation: string;
  /** What the hash knows: a node that was started again gets what it had. */
  readonly node: string;
}

export class Rendezvous {
  readonly #candidates: readonly (Candidate & { readonly hash: number })[];
  /** By shard, worked out when first asked for. */
  readonly #orders: (readonly string[] | undefined)[] = [];

  constructor(candidates: readonly Candidate[]) {
    this.#candidates = candidates.map((one) => ({ ...one, hash: fnv1a(one.node) }));
  }

  has(incarnation: string): boolean {
    return this.#candidates.some((one) => one.incarnation === incarnation);
  }

  /** Whether they are the same ones. */
  isOf(candidates: readonly Candidate[]): boolean {
    return candidates.length === this.#candidates.length &&
      candidates.every(({ incarnation }) => this.has(incarnation));
  }

  /** Incarnations, the one first that should have the shard, then the one that would if that one were not there ... */
  order(shard: number): readonly string[] {
    return this.#orders[shard] ??= this.#candidates
      .map(({ incarnation, hash }) => ({ incarnation, weight: mix(hash ^ mix(shard + 1)) }))
      .sort((a, b) => b.weight - a.weight || (a.incarnation < b.incarnation ? 1 : -1))
      .map(({ incarnation }) => incarnation);
  }

  /** Who comes how soon for a shard, from 0; who gave it up comes last; -1: never. */
  place(shard: number, incarnation: string, givenUpBy: string | null): number {
    const order = this.order(shard);
    if (givenUpBy === null || !order.includes(givenUpBy)) return order.indexOf(incarnation);
    if (incarnation === givenUpBy) return order.length - 1;
    return order.filter((one) => one !== givenUpBy).indexOf(incarnation);
  }

  /** The one that should have the shard; none: there is nobody. */
  wanted(shard: number): string | undefined {
    return this.order(shard)[0];
  }
}

/** Each bit of the result depends on each bit of what is mixed (the end of MurmurHash3). */
function mix(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
