/**
 * The data directory of a running process, which somebody may remove or move, or which another process may open after
 * its lock was removed. What workers save after that is not where the next start looks, so it is logged as soon as it
 * is noticed.
 */
import { type Clock, everyBeat } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { DataDirectory } from "../journal/data_directory.ts";

/** How often it is looked at, in milliseconds, if nobody asks. */
export const LOOK_MS = 10_000;

interface OpenedDataOptions {
  readonly path: string;
  readonly directory: Pick<DataDirectory, "isOurs" | "close">;
  readonly clock: Clock;
  readonly log: Log;
}

export class OpenedData {
  readonly #options: OpenedDataOptions;
  #isGone = false;
  readonly #stopLooking: () => void;
  #closed = false;

  constructor(options: OpenedDataOptions) {
    this.#options = options;
    this.#stopLooking = everyBeat(options.clock, LOOK_MS, () => this.#look());
  }

  /** Whether it is no longer at its path, or another process has it. One that can't be read now may still be ours. */
  get isGone(): boolean {
    if (!this.#closed) this.#look();
    return this.#isGone;
  }

  /** A sentence for the operator. */
  get whatToDo(): string {
    return `${this.#options.path} was removed or moved, or another process has opened it: ` +
      "stop that process, put the directory back, and restart this one";
  }

  /** Looks a last time, and releases the directory. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#look();
    this.#closed = true;
    this.#stopLooking();
    this.#options.directory.close();
  }

  #look(): void {
    const { directory, path, log } = this.#options;
    let isGone = false;
    try {
      isGone = !directory.isOurs();
    } catch {
      // it can't be read now
    }
    if (isGone === this.#isGone) return;
    this.#isGone = isGone;
    if (isGone) log.error("data_gone", { message: this.whatToDo });
    else log.info("data_back", { path });
  }
}
