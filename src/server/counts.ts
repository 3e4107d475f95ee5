/**
 * How many connections and rooms there are in the whole process, and connections of each address [W10].
 * Owns one table in shared memory: a row for each worker, which only that worker writes, summed over the
 * rows to judge a limit. A worker that died leaves a row that main sets to zero; nobody else is disturbed.
 * Never blocks, never stores an address, and no count ever shows less than nothing.
 */
import { ADDRESS_SLOTS, type Seed, slotOf } from "./slots.ts";

/** The table as it travels to the workers through `postMessage`. */
export interface SharedCounts {
  readonly buffer: SharedArrayBuffer;
  readonly workers: number;
  readonly seed: Seed;
}

/** The limits that hold for a new connection; 0: no limit. */
export interface AdmissionLimits {
  readonly total_max: number;
  readonly per_address_max: number;
}

export type Admission = "ok" | "too_many" | "too_many_from_address";

// A row is the slots of the addresses and, behind them, two counters of its worker.
const CONNECTIONS = ADDRESS_SLOTS;
const ROOMS = ADDRESS_SLOTS + 1;
const ROW = ADDRESS_SLOTS + 2;

/** The process-wide counts as one worker uses them. */
export class Counts {
  readonly #table: Int32Array<SharedArrayBuffer>;
  readonly #shared: SharedCounts;
  readonly #start: number;

  /** Makes the table, 256 KiB for each worker, with every count at nothing. */
  static allocate(workers: number, seed: Seed): SharedCounts {
    const buffer = new SharedArrayBuffer(workers * ROW * Int32Array.BYTES_PER_ELEMENT);
    return { buffer, workers, seed };
  }

  /** `row` is the worker's number, from 0. No two live workers may have the same one. */
  constructor(shared: SharedCounts, row: number) {
    checkRow(shared, row);
    this.#table = new Int32Array(shared.buffer);
    this.#shared = shared;
    this.#start = row * ROW;
  }

  /**
   * Counts a connection, unless a limit is reached. However workers race, no more connections are admitted
   * than a limit allows: each counts itself first and sums afterwards, so of those that compete for the
   * last place the last to count itself sees all others. Two may then both be refused: that is the safe
   * mistake. Each "ok" must be followed by one `release` once the connection is really gone.
   */
  admit(address: string, limits: AdmissionLimits): Admission {
    if (!this.#add(CONNECTIONS, limits.total_max)) return "too_many";
    if (this.#add(this.#slot(address), limits.per_address_max)) return "ok";
    this.#subtract(CONNECTIONS);
    return "too_many_from_address";
  }

  /** Takes back what `admit` counted. An address that isn't counted here changes nothing. */
  release(address: string): void {
    if (this.#subtract(this.#slot(address))) this.#subtract(CONNECTIONS);
  }

  /** Counts a room; false, and nothing counted, when there are `max` of them already. 0: no limit. */
  roomOpened(max: number): boolean {
    return this.#add(ROOMS, max);
  }

  /** Takes back what `roomOpened` counted. */
  roomClosed(): void {
    this.#subtract(ROOMS);
  }

  /** Connections in all workers. */
  connections(): number {
    return this.#sum(CONNECTIONS);
  }

  /** Rooms in all workers. */
  rooms(): number {
    return this.#sum(ROOMS);
  }

  /** Forgets all that a dead worker counted. Main calls it before a replacement takes over the row [S5]. */
  clearRow(row: number): void {
    checkRow(this.#shared, row);
    for (let at = row * ROW; at < (row + 1) * ROW; at++) Atomics.store(this.#table, at, 0);
  }

  #slot(address: string): number {
    return slotOf(address, this.#shared.seed);
  }

  #add(column: number, max: number): boolean {
    Atomics.add(this.#table, this.#start + column, 1);
    if (max === 0 || this.#sum(column) <= max) return true;
    this.#subtract(column);
    return false;
  }

  // Compare and exchange, since main may set a row to zero while its worker is still coming to an end.
  #subtract(column: number): boolean {
    const at = this.#start + column;
    for (;;) {
      const seen = Atomics.load(this.#table, at);
      if (seen <= 0) return false;
      if (Atomics.compareExchange(this.#table, at, seen, seen - 1) === seen) return true;
    }
  }

  #sum(column: number): number {
    let sum = 0;
    for (let row = 0; row < this.#shared.workers; row++) {
      sum += Atomics.load(this.#table, row * ROW + column);
    }
    return sum;
  }
}

function checkRow(shared: SharedCounts, row: number): void {
  if (Number.isInteger(row) && row >= 0 && row < shared.workers) return;
  throw new RangeError(`row must be a whole number from 0 to ${shared.workers - 1}, got ${row}`);
}
