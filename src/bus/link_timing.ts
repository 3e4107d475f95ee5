/**
 * Timing of a link over a bus: it posts at the end of the tick, or GATHER_MS after the last posts, and delays
 * acknowledgements. It knows nothing of peers or posts.
 */
import type { Clock } from "../base/clock.ts";
import { ACK_DELAY_MS, GATHER_MS } from "./link_options.ts";

interface LinkTimingOptions {
  readonly clock: Clock;
  /** Posts what may be posted now; calls `flushing` first. */
  readonly flush: () => void;
  /** Acknowledgements have waited for long enough; `flush` follows. */
  readonly due: () => void;
}

export class LinkTiming {
  readonly #options: LinkTimingOptions;
  #isFlushDue = false;
  /** Set while messages are gathered after a post. */
  #cancelGathering: (() => void) | undefined;
  #cancelAckTimer: (() => void) | undefined;

  constructor(options: LinkTimingOptions) {
    this.#options = options;
  }

  /** Flushes at the end of the tick, or when messages have been gathered for long enough. */
  flushSoon(): void {
    if (this.#isFlushDue) return;
    this.#isFlushDue = true;
    if (this.#cancelGathering === undefined) this.#options.clock.soon(this.#options.flush);
  }

  /** The flush begins: the next one takes another `flushSoon`. */
  flushing(): void {
    this.#isFlushDue = false;
  }

  /** [S2] Begins to gather messages: a post costs as much as its first KiB, so a few large ones are cheaper. */
  gather(): void {
    this.#cancelGathering ??= this.#options.clock.after(GATHER_MS, () => {
      this.#cancelGathering = undefined;
      if (this.#isFlushDue) this.#options.flush();
    });
  }

  /** Begins to delay acknowledgements, in the hope of a post that they can be sent with. */
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
