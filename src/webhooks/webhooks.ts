/**
 * All webhooks of the process [A4]: passes the events of all workers to the queue of each receiver, on the main thread.
 * With `--data` what waits is kept in a file, and sent after a restart.
 */
import { type Clock, pause } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Notice } from "../protocol/webhook_events.ts";
import type { Endpoint } from "./endpoint.ts";
import { EndpointQueue, type EndpointStats } from "./endpoint_queue.ts";
import type { Post } from "./post.ts";
import type { Kept } from "./queue_file.ts";
import { type QueueStore, QueueWriter } from "./queue_writer.ts";

/** How often `finish` checks whether it is done, in milliseconds. */
const FINISH_LOOK_MS = 10;

interface WebhooksOptions {
  readonly endpoints: readonly Endpoint[];
  readonly clock: Clock;
  readonly log: Log;
  readonly post: Post;
  /** Returns a number from 0 up to, but not including, 1. */
  readonly random: () => number;
  /** Closed by `close`; null: what waits is lost with the process. */
  readonly store: QueueStore | null;
}

/** The statistics of one host. */
export interface HostStats extends EndpointStats {
  readonly host: string;
}

export class Webhooks {
  readonly #options: WebhooksOptions;
  readonly #queues = new Map<string, { readonly host: string; readonly queue: EndpointQueue }>();
  readonly #writer: QueueWriter | null;
  #lastN = 0;
  #closed = false;

  /** Enqueues what the store has. Throws a `JournalFailure` if that can't be read. */
  constructor(options: WebhooksOptions) {
    this.#options = options;
    const { endpoints, clock, log, store } = options;
    this.#writer = store === null ? null : new QueueWriter({ store, clock, log });
    for (const endpoint of endpoints) {
      const settled = (n: number) => this.#writer?.settle(n, endpoint.key);
      const queue = new EndpointQueue({ ...options, endpoint, settled });
      this.#queues.set(endpoint.key, { host: endpoint.host, queue });
    }
    if (store !== null) this.#resumeKept(store.load());
  }

  /** The statistics of each host, summed over its addresses. */
  get stats(): readonly HostStats[] {
    const hosts = new Map<string, HostStats>();
    for (const { host, queue } of this.#queues.values()) {
      const now = queue.stats;
      const sum = hosts.get(host) ?? { host, delivered: 0, failed: 0, dropped: 0, waiting: 0 };
      hosts.set(host, {
        host,
        delivered: sum.delivered + now.delivered,
        failed: sum.failed + now.failed,
        dropped: sum.dropped + now.dropped,
        waiting: sum.waiting + now.waiting,
      });
    }
    return [...hosts.values()];
  }

  /** Sends an event to all receivers. The change that it reports must have been saved. */
  enqueue(notice: Notice): void {
    if (this.#closed) return;
    const n = ++this.#lastN;
    this.#writer?.add(n, notice, [...this.#queues.keys()]);
    for (const { queue } of this.#queues.values()) queue.enqueue({ n, notice });
  }

  /** Resolves when everything that is due was tried, or after this many milliseconds. */
  async finish(withinMs: number): Promise<void> {
    const { clock } = this.#options;
    const until = clock.now() + withinMs;
    const isIdle = () => [...this.#queues.values()].every(({ queue }) => queue.isIdle);
    while (!isIdle() && clock.now() < until) {
      await pause(clock, FINISH_LOOK_MS);
    }
  }

  /** Stops, and logs how much is lost because it is not in the store. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const { queue } of this.#queues.values()) queue.stop();
    this.#writer?.close();
    const lost = new Map<string, number>();
    for (const [key, { host, queue }] of this.#queues) {
      const waiting = this.#writer?.unwritten(key) ?? queue.stats.waiting;
      if (waiting > 0) lost.set(host, (lost.get(host) ?? 0) + waiting);
    }
    for (const [host, waiting] of lost) this.#options.log.warn("webhooks_lost", { host, waiting });
  }

  /** Enqueues what the store has, and removes what is for receivers that are no longer configured. */
  #resumeKept(kept: readonly Kept[]): void {
    const unknown = new Set<string>();
    for (const { n, notice, endpoints } of kept) {
      this.#lastN = n;
      for (const key of endpoints) {
        const known = this.#queues.get(key);
        known?.queue.enqueue({ n, notice });
        if (known !== undefined) continue;
        unknown.add(key);
        this.#writer?.settle(n, key);
      }
    }
    const { log } = this.#options;
    if (kept.length > 0) log.info("webhooks_go_on", { events: kept.length });
    if (unknown.size > 0) log.warn("webhooks_given_up", { receivers: unknown.size });
  }
}
