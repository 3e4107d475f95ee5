/** A queue's store that outlives what a test calls the process, as a file does. */
import type { Notice } from "../../src/protocol/webhook_events.ts";
import type { Kept } from "../../src/webhooks/queue_file.ts";
import type { QueueStore } from "../../src/webhooks/queue_writer.ts";

export class MemoryStore implements QueueStore {
  readonly #kept = new Map<number, { readonly notice: Notice; readonly endpoints: Set<string> }>();
  /** Thrown by every write, if set. */
  fault: Error | null = null;

  get size(): number {
    return this.#kept.size;
  }

  load(): readonly Kept[] {
    return [...this.#kept].map(([n, { notice, endpoints }]) => ({
      n,
      notice,
      endpoints: [...endpoints],
    }));
  }

  add(n: number, notice: Notice, endpoints: readonly string[]): void {
    if (this.fault !== null) throw this.fault;
    if (this.#kept.has(n)) throw new Error(`${n} is there already`);
    this.#kept.set(n, { notice, endpoints: new Set(endpoints) });
  }

  settle(n: number, endpoint: string): void {
    if (this.fault !== null) throw this.fault;
    const kept = this.#kept.get(n);
    kept?.endpoints.delete(endpoint);
    if (kept?.endpoints.size === 0) this.#kept.delete(n);
  }

  close(): void {}
}
