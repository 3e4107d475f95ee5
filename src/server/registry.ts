/**
 * Every connection of this worker that still holds a descriptor, whether it serves, closes or was
 * refused. Counted from the upgrade until the socket is really gone [W10], whatever events it gives.
 */
import type { CloseName } from "../protocol/close_codes.ts";
import type { JoinRefusal } from "../bus/envelopes.ts";
import type { Protocol } from "../room/state.ts";
import type { SocketConnection } from "./connection.ts";
import type { Admission, AdmissionLimits, Counts } from "./counts.ts";

/**
 * Connections past the limits that are upgraded only to get the reason [W4]. Past this many, the answer is
 * plain HTTP: a peer that ignores its close frame must not hold descriptors nobody counts.
 */
export const UNCOUNTED_MAX = 64;

/** The same while memory is short: whoever gets the reason may send half a message, which the runtime keeps. */
export const UNCOUNTED_WITHOUT_MEMORY_MAX = 1;

export class Registry {
  readonly #counts: Counts;
  readonly #limits: AdmissionLimits;
  /** Connections, and the address each was admitted under; null: past the limits, not counted. */
  readonly #connections = new Map<SocketConnection, string | null>();
  /** Of these, who never opened: still counted, not waited for. */
  readonly #lost = new Set<SocketConnection>();
  #uncounted = 0;
  readonly #whenEmpty: (() => void)[] = [];

  constructor(counts: Counts, limits: AdmissionLimits) {
    this.#counts = counts;
    this.#limits = limits;
  }

  /** Counts a connection in, unless there are too many; `add` or `release` must follow an "ok". */
  admit(address: string): Admission {
    return this.#counts.admit(address, this.#limits);
  }

  /** Gives back what `admit` counted, where no connection came of it. */
  release(address: string): void {
    this.#counts.release(address);
  }

  /** Whether one more may be upgraded only to get its refusal, where so many may be. */
  mayRefuse(uncountedMax = UNCOUNTED_MAX): boolean {
    return this.#uncounted < uncountedMax;
  }

  add(connection: SocketConnection, admittedAs: string | null): void {
    this.#connections.set(connection, admittedAs);
    if (admittedAs === null) this.#uncounted++;
  }

  remove(connection: SocketConnection): void {
    const address = this.#connections.get(connection);
    if (address === undefined) return;
    this.#connections.delete(connection);
    this.#lost.delete(connection);
    if (address === null) this.#uncounted--;
    else this.#counts.release(address);
    this.#resolveIfEmpty();
  }

  /** Waits no longer for a connection that never opened, but goes on counting it: it may be there for good. */
  writeOff(connection: SocketConnection): void {
    if (!this.#connections.has(connection)) return;
    this.#lost.add(connection);
    this.#resolveIfEmpty();
  }

  /** Connections that are waited for. */
  get size(): number {
    return this.#connections.size - this.#lost.size;
  }

  /** Who is in a room with a way back into it, and who else is connected. */
  connected(): { members: readonly SocketConnection[]; others: readonly SocketConnection[] } {
    const all = [...this.#connections.keys()];
    return {
      members: all.filter((connection) => connection.returns),
      others: all.filter((connection) => !connection.returns),
    };
  }

  /** Connections by protocol, those that nobody waits for included: they hold a descriptor. */
  get byProtocol(): Readonly<Record<Protocol, number>> {
    const sums = { v1: 0, v2: 0 };
    for (const { protocol } of this.#connections.keys()) sums[protocol]++;
    return sums;
  }

  /** [W8] Another period of silence, for those who were silent. */
  periodOver(): void {
    for (const connection of this.#connections.keys()) connection.periodOver();
  }

  /** [W10] Whoever has no seat yet gets none. */
  turnAwayUnseated(refusal: JoinRefusal): void {
    for (const connection of [...this.#connections.keys()]) connection.turnAwayUnseated(refusal);
  }

  closeAll(name: CloseName, message: string): void {
    for (const connection of [...this.#connections.keys()]) connection.close(name, message);
  }

  /** Resolves once every connection is gone. */
  empty(): Promise<void> {
    if (this.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenEmpty.push(resolve));
  }

  #resolveIfEmpty(): void {
    if (this.size > 0) return;
    for (const resolve of this.#whenEmpty.splice(0)) resolve();
  }
}
