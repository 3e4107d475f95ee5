/**
 * Writes to the store of a queue. A full disk delays no delivery: writes that fail are repeated until they succeed, and
 * once more at the end, so that the store has exactly what waits [A4].
 */
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { messageOf } from "../base/message_of.ts";
import { RareLog } from "../base/rare_log.ts";
import type { Notice } from "../protocol/webhook_events.ts";
import type { Kept } from "./queue_file.ts";

/** How long after a failed write all unwritten changes are tried again, in milliseconds. */
export const WRITE_AGAIN_MS = 10_000;

/** Keeps what waits beyond the process. All methods may throw, except `close`. */
export interface QueueStore {
  /** The notices that were added and not settled, the oldest first. */
  load(): readonly Kept[];
  add(n: number, notice: Notice, endpoints: readonly string[]): void;
  settle(n: number, endpoint: string): void;
  close(): void;
}

interface WriterOptions {
  readonly store: QueueStore;
  readonly clock: Clock;
  readonly log: Log;
}

interface Unwritten {
  readonly notice: Notice;
  /** The keys of the receivers that still need it. */
  readonly endpoints: Set<string>;
}

export class QueueWriter {
  readonly #options: WriterOptions;
  readonly #failures: RareLog;
  /** Notices that the store does not have yet, by number. */
  readonly #added = new Map<number, Unwritten>();
  /** For notices that the store has, the receivers that no longer need them. */
  readonly #settled = new Map<number, Set<string>>();
  #cancel: (() => void) | null = null;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#failures = new RareLog({ ...options, event: "webhooks_not_kept" });
  }

  /** Adds a notice for these receivers. Never throws. */
  add(n: number, notice: Notice, endpoints: readonly string[]): void {
    this.#added.set(n, { notice, endpoints: new Set(endpoints) });
    this.#write();
  }

  /** Notes that this receiver no longer needs the notice. Never throws. */
  settle(n: number, endpoint: string): void {
    const added = this.#added.get(n);
    if (added !== undefined) {
      added.endpoints.delete(endpoint);
      if (added.endpoints.size === 0) this.#added.delete(n);
      return;
    }
    const settled = this.#settled.get(n) ?? new Set();
    this.#settled.set(n, settled.add(endpoint));
    this.#write();
  }

  /** How many notices that this receiver still needs are not in the store. */
  unwritten(endpoint: string): number {
    return [...this.#added.values()].filter(({ endpoints }) => endpoints.has(endpoint)).length;
  }

  /** Tries a last time, and closes the store. */
  close(): void {
    this.#write();
    this.#cancel?.();
    this.#failures.stop();
    this.#options.store.close();
  }

  #write(): void {
    const { store, clock } = this.#options;
    try {
      // first what frees space
      for (const [n, endpoints] of this.#settled) {
        for (const endpoint of endpoints) {
          store.settle(n, endpoint);
          endpoints.delete(endpoint);
        }
        this.#settled.delete(n);
      }
      for (const [n, { notice, endpoints }] of this.#added) {
        store.add(n, notice, [...endpoints]);
        this.#added.delete(n);
      }
    } catch (error) {
      this.#failures.report({
        events: this.#added.size,
        message: messageOf(error),
      });
      this.#cancel ??= clock.after(WRITE_AGAIN_MS, () => {
        this.#cancel = null;
        this.#write();
      });
    }
  }
}
