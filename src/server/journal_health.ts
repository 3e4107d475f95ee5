/**
 * Whether the journals of all workers of the process work, in shared memory: the thread that is asked for the health
 * answers for all of them.
 */
import { JOURNAL_FAULTS, type JournalFault } from "../journal/journal.ts";

/** A number for each worker: 0 without a fault, else one more than the index of the fault in `JOURNAL_FAULTS`. */
export type SharedJournalHealth = SharedArrayBuffer;

export class JournalHealth {
  readonly #table: Int32Array;

  static allocate(workers: number): SharedJournalHealth {
    return new SharedArrayBuffer(workers * Int32Array.BYTES_PER_ELEMENT);
  }

  constructor(shared: SharedJournalHealth) {
    this.#table = new Int32Array(shared);
  }

  /** Sets the fault of this worker's journal; null: none. */
  set(worker: number, fault: JournalFault | null): void {
    Atomics.store(this.#table, worker, fault === null ? 0 : JOURNAL_FAULTS.indexOf(fault) + 1);
  }

  /** The first fault of any worker, if there is one. */
  get fault(): JournalFault | null {
    for (let worker = 0; worker < this.#table.length; worker++) {
      const fault = JOURNAL_FAULTS[Atomics.load(this.#table, worker) - 1];
      if (fault !== undefined) return fault;
    }
    return null;
  }
}
