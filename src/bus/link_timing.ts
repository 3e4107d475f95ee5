/**
 * When a link over a bus posts: at the end of the tick, or a while after the last posts; and how long what it
 * owes may wait. It knows nothing of peers and of what is posted.
 */
import type { Clock } from "../base/clock.ts";
import { ACK_DELAY_MS, GATHER_MS } from "./link_options.ts";

interface LinkTimingOptions {
  readonly clock: Clock;
  /** Posts what may be posted now; calls `flushing` first. */
  readonly flush: () => void;
  /** What is owed has waited for long enough; `flush` follows. */
  readonly due: () => void;
}

export class LinkTiming {
  readonly #options: LinkTimingOptions;
  #isFlushDue = false;
  /** Set while what is to be posted is gathered, since the last posts. */
  #cancelGathering: (() => void) | undefined;
  #cancelAckTimer: (() => void) | undefined;

  constructor(options: LinkTimingOptions) {
    this.#options = options;
  }

  /** At the end of the tick, or when posts have been gathered for long enough. */
  flushSoon(): void {
    if (this.#isFlushDue) return;
    this.#isFlushDue = true;
    if (this.#cancelGathering === undefined) this.#options.clock.soon(this.#options.flush);
  }

  /** From here on it takes another `flushSoon` until something is posted. */
  flushing(): void {
    this.#isFlushDue = false;
  }

  /** [S2] A post costs both threads about as much as its first KiB: after one, the next ones wait for company. */
  gather(): void {
    this.#cancelGathering ??= this.#options.clock.after(GATHER_MS, () => {
      this.#cancelGathering = undefined;
      if (this.#isFlushDue) this.#options.flush();
    });
  }

  /** What is owed waits for data to ride on, but not for long. */
  ackLater(): void {
    this.#cancelAckTimer ??= this.#options.clock.after(ACK_DELAY_MS, () => {
      this.#cancelAckTimer = undefined;
      this.#options.due();
      this.#options.flush();
    });
  }

  stop(): void {
    this.#cancelAckTimer?.();
    this.#cancelGathering?.();
  }
}
