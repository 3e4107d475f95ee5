/**
 * The numbers of other nodes' workers. Each life gets the next number, and another one when the link to it is reset.
 * Neither numbers nor lives are ever used again [C2, C11]. Pure state.
 */
import { FIRST_EPOCH } from "./post_text.ts";

/** The changes after a message of membership, in numbers. */
interface Changed {
  readonly met: readonly number[];
  readonly over: readonly number[];
}

export class Peers {
  /** By life; null: it is dead. */
  readonly #numbers = new Map<string, number | null>();
  /** By number: those that are alive. */
  readonly #lives = new Map<number, string>();
  /** By number: the epoch of the link to it. */
  readonly #epochs = new Map<number, number>();
  /** The present lives of an incarnation; null: it was lost. */
  readonly #incarnations = new Map<string, readonly string[] | null>();
  #next: number;

  /** `first`: the first number to use. */
  constructor(first: number) {
    this.#next = first;
  }

  /** How many are alive. */
  get count(): number {
    return this.#lives.size;
  }

  /** The number of a life; null: unknown or dead. */
  numberOf(life: string): number | null {
    return this.#numbers.get(life) ?? null;
  }

  /** The life with this number; null: there is none, or it is dead. */
  lifeOf(peer: number): string | null {
    return this.#lives.get(peer) ?? null;
  }

  /** The epoch of the link to the life with this number. */
  epochOf(peer: number): number {
    return this.#epochs.get(peer) ?? FIRST_EPOCH;
  }

  /** The link to a life is reset: begins this epoch, under a new number. null: the life is unknown or dead. */
  beginAnew(life: string, epoch: number): { readonly met: number; readonly over: number } | null {
    const over = this.numberOf(life);
    if (over === null) return null;
    this.#forget(over);
    return { met: this.#number(life, epoch), over };
  }

  /** The incarnation has these lives now. */
  up(incarnation: string, lives: readonly string[]): Changed {
    const before = this.#incarnations.get(incarnation) ?? [];
    if (this.#incarnations.get(incarnation) === null) return { met: [], over: [] };
    this.#incarnations.set(incarnation, lives);
    const over = this.#end(before.filter((life) => !lives.includes(life)));
    return { met: lives.map((life) => this.#meet(life)).filter((peer) => peer !== null), over };
  }

  /** The incarnation is dead, even if it was not known yet. Returns the numbers of its lives. */
  lost(incarnation: string): readonly number[] {
    const lives = this.#incarnations.get(incarnation) ?? [];
    this.#incarnations.set(incarnation, null);
    return this.#end(lives);
  }

  /** Gives a new life its number; null: it is known already. */
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
