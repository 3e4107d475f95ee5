/**
 * What is written into the store of a queue. A disk that is full holds up no delivery: what it did not take is tried
 * again until it does, and once more at the end, so that a store holds what waits and nothing else [A4].
 */
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { RareLog } from "../base/rare_log.ts";
import type { Notice } from "../protocol/webhook_events.ts";
import type { Kept } from "./queue_file.ts";

/** How long after a write that failed all of them are tried again, in milliseconds. */
export const WRITE_AGAIN_MS = 10_000;

/** Where what waits outlives the process. */
export interface QueueStore {
  /** What was added and not settled, the oldest first. */
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
  /** The receivers that still need it, by their keys. */
  readonly endpoints: Set<string>;
}

export class QueueWriter {
  readonly #options: WriterOptions;
  readonly #failures: RareLog;
  /** Notices that the store does not have yet, by number. */
  readonly #added = new Map<number, Unwritten>();
  /** Of notices that it has, the receivers that need them no more. */
  readonly #settled = new Map<number, Set<string>>();
  #cancel: (() => void) | null = null;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#failures = new RareLog({ ...options, event: "webhooks_not_kept" });
  }

  add(n: number, notice: Notice, endpoints: readonly string[]): void {
    this.#added.set(n, { notice, endpoints: new Set(endpoints) });
    this.#write();
  }

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

  /** How much of what this receiver still needs is not in the store. */
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
      // first what makes room
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
        message: error instanceof Error ? error.message : String(error),
      });
      this.#cancel ??= clock.after(WRITE_AGAIN_MS, () => {
        this.#cancel = null;
        this.#write();
      });
    }
  }
}
