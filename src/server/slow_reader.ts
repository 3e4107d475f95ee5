/**
 * Readers that are slower than what they are sent: what they may have unsent, and the v2 member that lags. Its
 * newest state waits here until there is room for it; older ones are never sent [P2.3, S4].
 */
import type { Clock } from "../store/clock.ts";
import type { Socket } from "./connection.ts";
import { V2_SILENCE_MS } from "./silence.ts";

/** Unsent bytes at which a reader is too slow [S4]. */
export const OUTBOX_BYTES_MAX = 1024 * 1024;

/**
 * Unsent bytes at which a v2 member is sent no further states: it lags, and gets the newest one when it has
 * caught up, which is looked for this often, in milliseconds [P2.3, S4].
 */
export const LAG_BYTES = 64 * 1024;
export const LAG_CHECK_MS = 50;

/**
 * How long a reader may lag with nothing less unsent, in milliseconds: then it reads nothing, and is as
 * lost as one that says nothing. Without it, who only pings would keep its seat and ours for good [S4, W8].
 */
export const LAG_MAX_MS = V2_SILENCE_MS;

export interface CatchUpOptions {
  readonly socket: Pick<Socket, "bufferedAmount">;
  readonly clock: Clock;
  /** It has caught up, or has so much unsent that whoever sends will see: this is its newest state. */
  readonly onCaughtUp: (state: string) => void;
  /** It reads nothing. */
  readonly onStuck: () => void;
}

/** One lag of one reader, from the first state that has to wait. */
export class CatchUp {
  readonly #options: CatchUpOptions;
  #state: string;
  /** The least that was unsent, in bytes, and since when. */
  #least: number;
  #since: number;
  #cancel: () => void = () => {};

  constructor(state: string, options: CatchUpOptions) {
    this.#options = options;
    this.#state = state;
    this.#least = options.socket.bufferedAmount;
    this.#since = options.clock.now();
    this.#lookLater();
  }

  /** A newer state waits in its place. */
  replace(state: string): void {
    this.#state = state;
  }

  /** Nothing waits any more. */
  cancel(): void {
    this.#cancel();
  }

  #lookLater(): void {
    this.#cancel = this.#options.clock.after(LAG_CHECK_MS, () => this.#look());
  }

  #look(): void {
    const { socket, clock, onCaughtUp, onStuck } = this.#options;
    const { bufferedAmount } = socket;
    if (bufferedAmount <= LAG_BYTES || bufferedAmount > OUTBOX_BYTES_MAX) {
      return onCaughtUp(this.#state);
    }
    const now = clock.now();
    if (bufferedAmount < this.#least) {
      this.#least = bufferedAmount;
      this.#since = now;
    }
    if (now - this.#since >= LAG_MAX_MS) return onStuck();
    this.#lookLater();
  }
}
