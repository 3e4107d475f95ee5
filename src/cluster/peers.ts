/**
 * The numbers of other nodes' workers. Each incarnation of a worker has an id, and gets the next number, and another
 * one when the link to it is reset. Neither ids nor numbers are ever used again [C2, C11]. Pure state.
 */
import { FIRST_EPOCH } from "./post_text.ts";

/** The changes after a message of membership, in numbers. */
interface Changed {
  readonly met: readonly number[];
  readonly over: readonly number[];
}

export class Peers {
  /** By worker id; null: that worker is dead. */
  readonly #numbers = new Map<string, number | null>();
  /** By number: those that are alive. */
  readonly #workerIds = new Map<number, string>();
  /** By number: the epoch of the link to it. */
  readonly #epochs = new Map<number, number>();
  /** The ids of the workers of a node's incarnation; null: the node was lost. */
  readonly #incarnations = new Map<string, readonly string[] | null>();
  #next: number;

  /** `first`: the first number to use. */
  constructor(first: number) {
    this.#next = first;
  }

  /** How many are alive. */
  get count(): number {
    return this.#workerIds.size;
  }

  /** The number of a worker; null: unknown or dead. */
  numberOf(workerId: string): number | null {
    return this.#numbers.get(workerId) ?? null;
  }

  /** The id of the worker with this number; null: there is none, or it is dead. */
  idOf(peer: number): string | null {
    return this.#workerIds.get(peer) ?? null;
  }

  /** The epoch of the link to the worker with this number. */
  epochOf(peer: number): number {
    return this.#epochs.get(peer) ?? FIRST_EPOCH;
  }

  /** The link to a worker is reset: begins this epoch, under a new number. null: the worker is unknown or dead. */
  beginAnew(
    workerId: string,
    epoch: number,
  ): { readonly met: number; readonly over: number } | null {
    const over = this.numberOf(workerId);
    if (over === null) return null;
    this.#forget(over);
    return { met: this.#number(workerId, epoch), over };
  }

  /** The node's incarnation has these workers now. */
  up(incarnation: string, workerIds: readonly string[]): Changed {
    const before = this.#incarnations.get(incarnation) ?? [];
    if (this.#incarnations.get(incarnation) === null) return { met: [], over: [] };
    this.#incarnations.set(incarnation, workerIds);
    const over = this.#end(before.filter((workerId) => !workerIds.includes(workerId)));
    return {
      met: workerIds.map((workerId) => this.#meet(workerId)).filter((peer) => peer !== null),
      over,
    };
  }

  /** The node's incarnation is dead, even if it was not known yet. Returns the numbers of its workers. */
  lost(incarnation: string): readonly number[] {
    const workerIds = this.#incarnations.get(incarnation) ?? [];
    this.#incarnations.set(incarnation, null);
    return this.#end(workerIds);
  }

  /** Gives a new worker its number; null: it is known already. */
  #meet(workerId: string): number | null {
    return this.#numbers.has(workerId) ? null : this.#number(workerId, FIRST_EPOCH);
  }

  #number(workerId: string, epoch: number): number {
    const peer = this.#next++;
    this.#numbers.set(workerId, peer);
    this.#workerIds.set(peer, workerId);
    this.#epochs.set(peer, epoch);
    return peer;
  }

  #forget(peer: number): void {
    this.#workerIds.delete(peer);
    this.#epochs.delete(peer);
  }

  #end(workerIds: readonly string[]): readonly number[] {
    const peers = workerIds.map((workerId) => this.numberOf(workerId)).filter((peer) =>
      peer !== null
    );
    for (const workerId of workerIds) this.#numbers.set(workerId, null);
    for (const peer of peers) this.#forget(peer);
    return peers;
  }
}
