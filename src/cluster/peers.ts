/**
 * Which worker of another node has which number. Each life that membership names gets the next one, and another where
 * the link to it begins anew; neither a number nor a life is used again once it is over [C2, C11]. Pure state.
 */
import { FIRST_EPOCH } from "./post_text.ts";

/** What came of a message of membership, in numbers. */
interface Changed {
  readonly met: readonly number[];
  readonly over: readonly number[];
}

export class Peers {
  /** By life; null: it is over. */
  readonly #numbers = new Map<string, number | null>();
  /** By number: those that are not over. */
  readonly #lives = new Map<number, string>();
  /** By number: the epoch of the link to it. */
  readonly #epochs = new Map<number, number>();
  /** The present lives of an incarnation; null: it was lost. */
  readonly #incarnations = new Map<string, readonly string[] | null>();
  #next: number;

  /** `first`: the numbers below it are others'. */
  constructor(first: number) {
    this.#next = first;
  }

  /** How many are not over. */
  get count(): number {
    return this.#lives.size;
  }

  /** null: membership has not named it, or it is over. */
  numberOf(life: string): number | null {
    return this.#numbers.get(life) ?? null;
  }

  /** null: nobody has this number, or whoever had it is over. */
  lifeOf(peer: number): string | null {
    return this.#lives.get(peer) ?? null;
  }

  /** The epoch of the link to whoever has this number. */
  epochOf(peer: number): number {
    return this.#epochs.get(peer) ?? FIRST_EPOCH;
  }

  /** The link to a life begins anew, in this epoch, under another number. null: the life is not known, or over. */
  beginAnew(life: string, epoch: number): { readonly met: number; readonly over: number } | null {
    const over = this.numberOf(life);
    if (over === null) return null;
    this.#forget(over);
    return { met: this.#number(life, epoch), over };
  }

  /** These are the lives of an incarnation from now on. */
  up(incarnation: string, lives: readonly string[]): Changed {
    const before = this.#incarnations.get(incarnation) ?? [];
    if (this.#incarnations.get(incarnation) === null) return { met: [], over: [] };
    this.#incarnations.set(incarnation, lives);
    const over = this.#end(before.filter((life) => !lives.includes(life)));
    return { met: lives.map((life) => this.#meet(life)).filter((peer) => peer !== null), over };
  }

  /** The incarnation is over, also where nobody has named it yet. The numbers that its lives had. */
  lost(incarnation: string): readonly number[] {
    const lives = this.#incarnations.get(incarnation) ?? [];
    this.#incarnations.set(incarnation, null);
    return this.#end(lives);
  }

  /** The number of a life that is new; null: it is known. */
  #meet(life: string): number | null {
    return this.#numbers.has(life) ? null : this.#number(life, FIRST_EPOCH);
  }

  #number(life: string, epoch: number): number {
    const peer = this.#next++;
    this.#numbers.set(life, peer);
    this.#lives.set(peer, life);
    this.#epochs.set(peer, epoch);
    return peer;
  }

  #forget(peer: number): void {
    this.#lives.delete(peer);
    this.#epochs.delete(peer);
  }

  #end(lives: readonly string[]): readonly number[] {
    const peers = lives.map((life) => this.numberOf(life)).filter((peer) => peer !== null);
    for (const life of lives) this.#numbers.set(life, null);
    for (const peer of peers) this.#forget(peer);
    return peers;
  }
}
