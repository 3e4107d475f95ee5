/**
 * All connections of this worker that hold a descriptor, whether they are open, closing or refused. Each is counted
 * from the upgrade until its socket is really gone [W10].
 */
import type { CloseName } from "../protocol/close_codes.ts";
import type { JoinRefusal } from "../bus/envelopes.ts";
import type { Protocol } from "../room/state.ts";
import type { SocketConnection } from "./connection.ts";
import type { Admission, AdmissionLimits, Counts } from "./counts.ts";

/**
 * Connections beyond the limits that may be upgraded, only to be sent the reason [W4]. Further ones are answered over
 * HTTP: a peer that ignores its close frame must not hold descriptors that nobody counts.
 */
export const UNCOUNTED_MAX = 64;

/** The same while memory is short: an upgraded peer may send part of a message, which the runtime buffers. */
export const UNCOUNTED_WITHOUT_MEMORY_MAX = 1;

export class Registry {
  readonly #counts: Counts;
  readonly #limits: AdmissionLimits;
  /** Connections, and the address that each counts for; null: beyond the limits, and not counted. */
  readonly #connections = new Map<SocketConnection, string | null>();
  /** Those that never opened: they are counted, but a stop does not wait for them. */
  readonly #lost = new Set<SocketConnection>();
  #uncounted = 0;
  readonly #whenEmpty: (() => void)[] = [];

  constructor(counts: Counts, limits: AdmissionLimits) {
    this.#counts = counts;
    this.#limits = limits;
  }

  /** Counts a connection, unless a limit is reached; `add` or `release` must follow an "ok". */
  admit(address: string): Admission {
    return this.#counts.admit(address, this.#limits);
  }

  /** Takes back what `admit` counted, if the upgrade failed. */
  release(address: string): void {
    this.#counts.release(address);
  }

  /** Whether one more connection beyond the limits may be upgraded to be sent its refusal. */
  mayRefuse(uncountedMax: number): boolean {
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

  /** The connection never opened. It still counts, because its descriptor may stay for ever. */
  writeOff(connection: SocketConnection): void {
    if (!this.#connections.has(connection)) return;
    this.#lost.add(connection);
    this.#resolveIfEmpty();
  }

  /** Connections that are waited for. */
  get size(): number {
    return this.#connections.size - this.#lost.size;
  }

  /** Members who can come back to their rooms, and all other connections. */
  connected(): { members: readonly SocketConnection[]; others: readonly SocketConnection[] } {
    const all = [...this.#connections.keys()];
    return {
      members: all.filter((connection) => connection.returns),
      others: all.filter((connection) => !connection.returns),
    };
  }

  /** Connections by protocol, including those that never opened. */
  get byProtocol(): Readonly<Record<Protocol, number>> {
    const sums = { v1: 0, v2: 0 };
    for (const { protocol } of this.#connections.keys()) sums[protocol]++;
    return sums;
  }

  /** [W8] A period is over: each connection checks its silence. */
  periodOver(): void {
    for (const connection of this.#connections.keys()) connection.periodOver();
  }

  /** [W10] Refuses all connections that have no seat yet. */
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
