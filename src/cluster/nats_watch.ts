/**
 * A watch that continues whatever happens: one consumer after the other, each from where the last one ended. It never
 * gives a record twice, or an older one after a newer one.
 */
import { systemClock } from "../base/clock.ts";
import type { Cancel, EngineRecord, Watcher } from "./engine.ts";
import type { Connection } from "./nats_connection.ts";
import { Consumer, type ConsumerOptions } from "./nats_consumer.ts";

/** The wait before the next consumer, in milliseconds, and the most of a random time that is added. */
const AGAIN_MS = 250;
const AGAIN_JITTER_MS = 500;

/** The options of a consumer, except its start and its callbacks. */
export type Source = Pick<
  ConsumerOptions,
  "connection" | "requests" | "stream" | "filter" | "name" | "inbox"
>;

export class Watch {
  readonly #source: () => Source;
  readonly #watcher: Watcher;
  readonly #failed: (problem: string) => void;
  #consumer: Consumer | null = null;
  #cancelTimer: Cancel = () => {};
  /** The sequence number of the last record that was given. */
  #seq = 0;
  #isCaughtUp = false;
  #hasEnded = false;

  /** `source` makes new options each time. `failed` is for the log. */
  constructor(source: () => Source, watcher: Watcher, failed: (problem: string) => void) {
    this.#source = source;
    this.#watcher = watcher;
    this.#failed = failed;
    this.#begin();
  }

  end(): void {
    this.#hasEnded = true;
    this.#cancelTimer();
    this.#consumer?.stop();
  }

  #begin(): void {
    if (this.#hasEnded) return;
    const source = this.#source();
    if (!source.connection.isConnected) return this.#awaitConnection(source.connection);
    this.#consumer = new Consumer({
      ...source,
      from: this.#isCaughtUp ? this.#seq + 1 : "last",
      each: (record) => this.#give(record),
      caughtUp: () => this.#catchUp(),
      ended: (problem) => this.#goOn(problem),
    });
  }

  #awaitConnection(connection: Connection): void {
    const unwatch = connection.watch({
      connected: () => {
        unwatch();
        this.#begin();
      },
      lost() {},
    });
    this.#cancelTimer = unwatch;
  }

  #give(record: EngineRecord): void {
    // a replica that is behind may begin earlier than requested
    if (record.seq <= this.#seq) return;
    this.#seq = record.seq;
    this.#watcher.each(record);
  }

  #catchUp(): void {
    if (this.#isCaughtUp) return;
    this.#isCaughtUp = true;
    this.#watcher.caughtUp?.();
  }

  #goOn(problem: string): void {
    this.#failed(problem);
    const ms = AGAIN_MS + Math.random() * AGAIN_JITTER_MS;
    this.#cancelTimer = systemClock.after(ms, () => this.#begin());
  }
}
