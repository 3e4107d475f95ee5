/**
 * Replaces lost workers [S5, W11]: clears what the worker counted in shared memory, notifies the others, and starts a
 * new one in its slot, after ever longer waits while workers there keep dying early. worker_slots.ts does the starting.
 */
import type { Log } from "../base/log.ts";
import { allocateRing, ringCapacity } from "../bus/ring.ts";
import { Counts } from "../server/counts.ts";
import { JournalHealth } from "../server/journal_health.ts";
import type { SharedTables } from "../server/shared_tables.ts";
import type { RunningWorker } from "./running_worker.ts";
import type { Totals } from "./totals.ts";

/** The wait before a lost worker is replaced, in milliseconds: doubled while workers keep dying early. */
const RESTART_FIRST_MS = 50;
const RESTART_LAST_MS = 5_000;
const YOUNG_MS = 10_000;

/** If a replacement takes longer than this, in milliseconds, requests for the worker's rooms are refused. */
const REPLACED_SOON_MS = 250;

/** A slot for a worker, which one incarnation after the other may fill. */
export interface WorkerSlot {
  readonly id: number;
  worker: RunningWorker | null;
  epoch: number;
  startedAt: number;
  /** The wait before the next replacement, in milliseconds. */
  wait: number;
  replacing: ReturnType<typeof setTimeout> | undefined;
  /** Whether it has been down for longer than that, and the other workers were notified [W11]. */
  missing: boolean;
}

/** The slot of a worker that has never been started. */
export function emptySlot(id: number): WorkerSlot {
  return {
    id,
    worker: null,
    epoch: 0,
    startedAt: 0,
    wait: RESTART_FIRST_MS,
    replacing: undefined,
    missing: false,
  };
}

interface ReplacementOptions {
  readonly slots: readonly WorkerSlot[];
  readonly shared: SharedTables;
  readonly totals: Totals;
  readonly log: Log;
  /** Starts a worker in a slot; rejects if it can't serve. */
  readonly start: (slot: WorkerSlot) => Promise<void>;
  /** The worker in a slot is gone. */
  readonly onLost: (slot: WorkerSlot) => void;
}

export class Replacement {
  readonly #options: ReplacementOptions;
  #lost = 0;
  #stopped = false;

  constructor(options: ReplacementOptions) {
    this.#options = options;
  }

  /** How many workers were lost. */
  get lost(): number {
    return this.#lost;
  }

  /** [S5] A worker has died: clears its row, notifies its peers, and starts a replacement. */
  workerLost(slot: WorkerSlot, epoch: number): void {
    if (slot.epoch !== epoch) return;
    const { shared, totals, onLost } = this.#options;
    slot.worker = null;
    onLost(slot);
    this.#lost++;
    totals.workerLost(slot.id);
    new Counts(shared.counts, slot.id).clearRow(slot.id);
    new JournalHealth(shared.health).set(slot.id, null);
    for (const other of this.#othersOf(slot)) other.worker?.workerLost(slot.id, epoch);
    this.#replace(slot, { failed: false });
  }

  /** Ends a worker that main considers dead; `event` is for the log. */
  giveUp(slot: WorkerSlot, event: string): void {
    if (slot.worker === null) return;
    this.#options.log.error(event, { worker: slot.id, epoch: slot.epoch });
    slot.worker.terminate();
    this.workerLost(slot, slot.epoch);
  }

  /** A slot has a worker that serves: sends it which workers are missing, and notifies the others that it serves. */
  workerServes(slot: WorkerSlot): void {
    for (const other of this.#othersOf(slot)) {
      if (other.missing) slot.worker?.workerMissing(other.id, true);
      this.#link(slot, other);
    }
    this.#setMissing(slot, false);
  }

  /** Replaces no more workers [S6]. */
  stop(): void {
    this.#stopped = true;
    for (const { replacing } of this.#options.slots) clearTimeout(replacing);
  }

  /** Starts another worker after the wait; `failed`: the last attempt failed. */
  #replace(slot: WorkerSlot, { failed }: { readonly failed: boolean }): void {
    if (this.#stopped) return;
    const young = failed || performance.now() - slot.startedAt < YOUNG_MS;
    slot.wait = young ? Math.min(slot.wait * 2, RESTART_LAST_MS) : RESTART_FIRST_MS;
    if (failed || slot.wait > REPLACED_SOON_MS) this.#setMissing(slot, true);
    slot.replacing = setTimeout(() => void this.#startAgain(slot), slot.wait);
  }

  async #startAgain(slot: WorkerSlot): Promise<void> {
    const { log, shared, start } = this.#options;
    try {
      await start(slot);
    } catch (error) {
      log.error("worker_not_replaced", { worker: slot.id, error: String(error) });
      new Counts(shared.counts, slot.id).clearRow(slot.id); // again: it may have counted until now
      return this.#replace(slot, { failed: true });
    }
    log.warn("worker_replaced", { worker: slot.id, epoch: slot.epoch });
  }

  /** Gives two workers new rings, so that nobody writes into those of a dead one [S2, S5]. */
  #link(one: WorkerSlot, other: WorkerSlot): void {
    if (one.worker === null || other.worker === null) return;
    const capacity = ringCapacity(this.#options.slots.length);
    const [there, back] = [allocateRing(capacity), allocateRing(capacity)];
    other.worker.workerLinked(one.id, one.epoch, { out: back, in: there });
    one.worker.workerLinked(other.id, other.epoch, { out: there, in: back });
  }

  /** [W11] Reports to the other workers whether this one is missing. */
  #setMissing(slot: WorkerSlot, missing: boolean): void {
    if (slot.missing === missing) return;
    slot.missing = missing;
    for (const other of this.#othersOf(slot)) other.worker?.workerMissing(slot.id, missing);
  }

  #othersOf(slot: WorkerSlot): readonly WorkerSlot[] {
    return this.#options.slots.filter((other) => other !== slot);
  }
}
