/**
 * All webhooks of the process [A4]: each event to each receiver, on one thread, whichever worker it comes from. With
 * `--data` what waits is kept in a file, and goes on after a restart.
 */
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Notice } from "../protocol/webhook_events.ts";
import type { Endpoint } from "./endpoint.ts";
import { EndpointQueue, type EndpointStats } from "./endpoint_queue.ts";
import type { Post } from "./post.ts";
import type { Kept } from "./queue_file.ts";
import { type QueueStore, QueueWriter } from "./queue_writer.ts";

/** How often it looks at the end whether all that is due was sent, in milliseconds. */
const FINISH_LOOK_MS = 10;

interface WebhooksOptions {
  readonly endpoints: readonly Endpoint[];
  readonly clock: Clock;
  readonly log: Log;
  readonly post: Post;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  /** null: what waits ends with the process. It is closed with this. */
  readonly store: QueueStore | null;
}

/** The numbers of one host. */
export interface HostStats extends EndpointStats {
  readonly host: string;
}

export class Webhooks {
  readonly #options: WebhooksOptions;
  readonly #queues = new Map<string, { readonly host: string; readonly queue: EndpointQueue }>();
  /** null: what waits ends with the process. */
  readonly #writer: QueueWriter | null;
  #lastN = 0;
  #closed = false;

  /** Goes on with what was kept. Throws a `JournalFailure` where that can't be read. */
  constructor(options: WebhooksOptions) {
    this.#options = options;
    const { endpoints, clock, log, store } = options;
    this.#writer = store === null ? null : new QueueWriter({ store, clock, log });
    for (const endpoint of endpoints) {
      const settled = (n: number) => this.#writer?.settle(n, endpoint.key);
      const queue = new EndpointQueue({ ...options, endpoint, settled });
      this.#queues.set(endpoint.key, { host: endpoint.host, queue });
    }
    if (store !== null) this.#goOn(store.load());
  }

  /** What each host has come to; of a host that several addresses have, together. */
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

  /** Something happened, and is saved. */
  take(notice: Notice): void {
    if (this.#closed) return;
    const n = ++this.#lastN;
    this.#writer?.add(n, notice, [...this.#queues.keys()]);
    for (const { queue } of this.#queues.values()) queue.take({ n, notice });
  }

  /** Resolves when all that is due was tried, or so many milliseconds have passed. */
  async finish(withinMs: number): Promise<void> {
    const { clock } = this.#options;
    const until = clock.now() + withinMs;
    const isQuiet = () => [...this.#queues.values()].every(({ queue }) => queue.isQuiet);
    while (!isQuiet() && clock.now() < until) {
      await new Promise<void>((resolve) => clock.after(FINISH_LOOK_MS, resolve));
    }
  }

  /** Stops. What waits is kept, or lost where that can't be. Any number of times. */
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

  /** Of receivers that nobody names any more nothing is kept. */
  #goOn(kept: readonly Kept[]): void {
    const strangers = new Set<string>();
    for (const { n, notice, endpoints } of kept) {
      this.#lastN = n;
      for (const key of endpoints) {
        const known = this.#queues.get(key);
        known?.queue.take({ n, notice });
        if (known !== undefined) continue;
        strangers.add(key);
        this.#writer?.settle(n, key);
      }
    }
    const { log } = this.#options;
    if (kept.length > 0) log.info("webhooks_go_on", { events: kept.length });
    if (strangers.size > 0) log.warn("webhooks_given_up", { receivers: strangers.size });
  }
}
