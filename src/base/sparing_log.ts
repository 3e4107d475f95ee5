/**
 * A log that writes warnings whose number strangers decide at most once a minute: each event, and each of its
 * `reason`s, apart, so that one that is caused on purpose hides no other.
 */
import type { Clock } from "./clock.ts";
import type { Fields, Log } from "./log.ts";
import { RareLog } from "./rare_log.ts";

interface SparingLogOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Warnings to be sparing with; all else is passed on. Their reasons are few. */
  readonly events: readonly string[];
}

export class SparingLog implements Log {
  readonly #options: SparingLogOptions;
  /** By event and reason. */
  readonly #rare = new Map<string, RareLog>();

  constructor(options: SparingLogOptions) {
    this.#options = options;
  }

  debug(event: string, fields?: Fields): void {
    this.#options.log.debug(event, fields);
  }

  info(event: string, fields?: Fields): void {
    this.#options.log.info(event, fields);
  }

  warn(event: string, fields: Fields = {}): void {
    const { events, clock, log } = this.#options;
    if (!events.includes(event)) return log.warn(event, fields);
    const key = `${event} ${fields["reason"]}`;
    const rare = this.#rare.get(key) ?? new RareLog({ clock, log, event });
    this.#rare.set(key, rare);
    rare.report(fields);
  }

  error(event: string, fields?: Fields): void {
    this.#options.log.error(event, fields);
  }

  /** Writes what it has not written. Any number of times. */
  stop(): void {
    for (const rare of this.#rare.values()) rare.stop();
  }
}
