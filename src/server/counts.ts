/**
 * Counts of connections, rooms and unclaimed seats, in the whole process and for each address [W10]. They are in a
 * table in shared memory, with a row for each worker, which only that worker writes; a limit is checked against the sum
 * of the rows. When a worker dies, main sets its row to zero. The table never blocks, contains no addresses, and no
 * count in it is ever negative.
 */
import { ADDRESS_SLOTS, type Seed, Slots } from "./slots.ts";

/** The table as it travels to the workers through `postMessage`. */
export interface SharedCounts {
  readonly buffer: SharedArrayBuffer;
  readonly workers: number;
  readonly seed: Seed;
  /** Slots of addresses. */
  readonly slots: number;
}

/** The limits for a new connection or room; 0: no limit. */
export interface AdmissionLimits {
  readonly totalMax: number;
  readonly perAddressMax: number;
}

export type Admission = "ok" | "too_many" | "too_many_from_address";

// A row has the worker's two totals, and then, for each thing that is counted by address, a counter for each slot.
const CONNECTIONS = 0;
const ROOMS = 1;
const BY_ADDRESS = 2;
const CONNECTIONS_OF = 0;
const ROOMS_OF = 1;
const UNCLAIMED_OF = 2;
const HELD_OF = 3;
const THINGS = 4;

function rowLength(slots: number): number {
  return BY_ADDRESS + THINGS * slots;
}

/** The process-wide counts as one worker uses them. */
export class Counts {
  readonly #table: Int32Array<SharedArrayBuffer>;
  readonly #shared: SharedCounts;
  readonly #slots: Slots;
  readonly #row: number;
  readonly #start: number;

  /** Makes the table, 1 MiB for each worker, with every count at 0. `slots`: fewer where addresses are few. */
  static allocate(workers: number, seed: Seed, slots = ADDRESS_SLOTS): SharedCounts {
    const length = workers * rowLength(slots);
    const buffer = new SharedArrayBuffer(length * Int32Array.BYTES_PER_ELEMENT);
    return { buffer, workers, seed, slots };
  }

  /** `row` is the worker's number, from 0. No two live workers may have the same one. */
  constructor(shared: SharedCounts, row: number) {
    checkRow(shared, row);
    this.#table = new Int32Array(shared.buffer);
    this.#shared = shared;
    this.#slots = new Slots(shared.seed, shared.slots);
    this.#row = rowLength(shared.slots);
    this.#start = row * this.#row;
  }

  /**
   * Counts a connection, unless a limit is reached. However workers race, no more connections are admitted than a limit
   * allows: each counts itself first and sums afterwards, so of those that compete for the last place, the last one to
   * count sees all others. Both may then be refused, which is the safe mistake. Each "ok" must be followed by one
   * `release` once the connection is really gone.
   */
  admit(address: string, limits: AdmissionLimits): Admission {
    return this.#admit([CONNECTIONS, this.#column(CONNECTIONS_OF, this.slotOf(address))], limits);
  }

  /** Takes back what `admit` counted. An address that isn't counted here changes nothing. */
  release(address: string): void {
    if (this.#subtract(this.#column(CONNECTIONS_OF, this.slotOf(address)))) {
      this.#subtract(CONNECTIONS);
    }
  }

  /** The slot of an address, under which its rooms and seats are counted. */
  slotOf(address: string): number {
    return this.#slots.of(address);
  }

  /** Counts a room, for the address in this slot, unless a limit is reached; workers may race as for `admit`. */
  roomOpened(slot: number, limits: AdmissionLimits): Admission {
    return this.#admit([ROOMS, this.#column(ROOMS_OF, slot)], limits);
  }

  /** Counts a restored room, for no address, and whatever the limits. */
  roomRestored(): void {
    this.#add(ROOMS, 0);
  }

  /** Takes back what `roomOpened` counted for this slot; null: what `roomRestored` counted. */
  roomClosed(slot: number | null): void {
    if (slot === null || this.#subtract(this.#column(ROOMS_OF, slot))) this.#subtract(ROOMS);
  }

  /** Counts a seat that nobody has claimed yet; false, and nothing counted, at `max` of this slot. 0: no limit. */
  seatReserved(slot: number, max: number): boolean {
    return this.#add(this.#column(UNCLAIMED_OF, slot), max);
  }

  /** Takes back what `seatReserved` counted. */
  seatClaimed(slot: number): void {
    this.#subtract(this.#column(UNCLAIMED_OF, slot));
  }

  /** Counts a join that has to wait; false, and nothing counted, when `max` of this slot do [W9]. */
  joinHeld(slot: number, max: number): boolean {
    return this.#add(this.#column(HELD_OF, slot), max);
  }

  /** Takes back what `joinHeld` counted. */
  joinReleased(slot: number): void {
    this.#subtract(this.#column(HELD_OF, slot));
  }

  /** Connections in all workers. */
  connections(): number {
    return this.#sum(CONNECTIONS);
  }

  /** Rooms in all workers. */
  rooms(): number {
    return this.#sum(ROOMS);
  }

  /** Drops everything that a dead worker has counted. Main calls it before a replacement takes over the row [S5]. */
  clearRow(row: number): void {
    checkRow(this.#shared, row);
    // no need for 200,000 atomic stores: the worker is about to end, and its counters can't become negative
    this.#table.fill(0, row * this.#row, (row + 1) * this.#row);
  }

  #column(thing: number, slot: number): number {
    return BY_ADDRESS + thing * this.#shared.slots + slot;
  }

  #admit(
    [total, ofAddress]: readonly [number, number],
    { totalMax, perAddressMax }: AdmissionLimits,
  ): Admission {
    if (!this.#add(total, totalMax)) return "too_many";
    if (this.#add(ofAddress, perAddressMax)) return "ok";
    this.#subtract(total);
    return "too_many_from_address";
  }

  #add(column: number, max: number): boolean {
    Atomics.add(this.#table, this.#start + column, 1);
    if (max === 0 || this.#sum(column) <= max) return true;
    this.#subtract(column);
    return false;
  }

  // compare and exchange, because main may set the row to zero while the worker is still ending
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
      sum += Atomics.load(this.#table, row * this.#row + column);
    }
    return sum;
  }
}

function checkRow(shared: SharedCounts, row: number): void {
  if (Number.isInteger(row) && row >= 0 && row < shared.workers) return;
  throw new RangeError(`row must be a whole number from 0 to ${shared.workers - 1}, got ${row}`);
}
