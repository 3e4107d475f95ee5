/** Logs an event at most once a minute, with the number of times, because strangers decide how often it happens. */
import type { Clock } from "./clock.ts";
import type { Fields, Log } from "./log.ts";

const EVERY_MS = 60_000;

interface RareLogOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly event: string;
  /** Fields of every line, before those of the event. */
  readonly base?: Fields;
}

export class RareLog {
  readonly #options: RareLogOptions;
  #count = 0;
  #last: Fields = {};
  /** Set for a minute after each line. */
  #cancel: (() => void) | null = null;

  constructor(options: RareLogOptions) {
    this.#options = options;
  }

  /** Reports that the event happened. A line that covers several has the fields of the last. */
  report(fields: Fields): void {
    this.#count++;
    this.#last = fields;
    if (this.#cancel === null) this.#write();
  }

  /** Writes what has not been written yet. Idempotent. */
  stop(): void {
    this.#cancel?.();
    if (this.#count > 0) this.#write();
    this.#cancel?.();
    this.#cancel = null;
  }

  #write(): void {
    const { clock, log, event, base } = this.#options;
    log.warn(event, { ...base, times: this.#count, ...this.#last });
    this.#count = 0;
    this.#cancel = clock.after(EVERY_MS, () => {
      this.#cancel = null;
      if (this.#count > 0) this.#write();
    });
  }
}
