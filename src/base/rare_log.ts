/** An event that the log has at most once a minute, with how often it happened since: strangers decide how often. */
import type { Clock } from "./clock.ts";
import type { Fields, Log } from "./log.ts";

/** In milliseconds. */
const EVERY_MS = 60_000;

interface RareLogOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly event: string;
  /** On each line, before the fields of what happened. */
  readonly base?: Fields;
}

export class RareLog {
  readonly #options: RareLogOptions;
  #count = 0;
  #last: Fields = {};
  /** Set while there has been a line lately. */
  #cancel: (() => void) | null = null;

  constructor(options: RareLogOptions) {
    this.#options = options;
  }

  /** The line has the fields of the last one. */
  report(fields: Fields): void {
    this.#count++;
    this.#last = fields;
    if (this.#cancel === null) this.#write();
  }

  /** Writes what it has not written. Any number of times. */
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
