/**
 * The sending side of a connection: it closes a reader that is too slow, and, while a v2 member lags, keeps only the
 * newest state until there is space for it [P2.3, S4].
 */
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Metrics } from "../base/metrics.ts";
import { fitsUtf8 } from "../base/utf8.ts";
import type { CloseName } from "../protocol/close_codes.ts";
import { encodeOk, withReplies } from "../protocol/v2_encode.ts";
import type { Owed } from "../bus/envelopes.ts";
import type { Protocol } from "../room/state.ts";
import { V2_SILENCE_MS } from "./silence.ts";
import type { Socket } from "./socket.ts";

/** The most bytes that may be unsent, including the frame to be sent [S4]. */
export const OUTBOX_BYTES_MAX = 1024 * 1024;

/**
 * Unsent bytes beyond which a v2 member lags: it is sent no states until it has caught up, and then the newest.
 * LAG_CHECK_MS: how often that is checked, in milliseconds [P2.3, S4].
 */
export const LAG_BYTES = 64 * 1024;
export const LAG_CHECK_MS = 50;

/**
 * How long a reader may lag without reading anything, in milliseconds: then it is as lost as a silent client. Otherwise
 * a client that only pings would keep its seat and our memory for ever [S4, W8].
 */
export const LAG_MAX_MS = V2_SILENCE_MS;

/** The dependencies of all outboxes of a worker. */
export interface OutboxDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** The connection: it is closed if its reader is too slow. */
interface OutboxOwner {
  readonly protocol: Protocol;
  /** Whether nothing can be sent any more. */
  readonly isOver: boolean;
  close(name: CloseName, message: string | null): void;
}

export class Outbox {
  readonly #socket: Socket;
  readonly #deps: OutboxDeps;
  readonly #owner: OutboxOwner;
  /** null: it does not lag. */
  #catchUp: CatchUp | null = null;

  constructor(socket: Socket, deps: OutboxDeps, owner: OutboxOwner) {
    this.#socket = socket;
    this.#deps = deps;
    this.#owner = owner;
  }

  send(frame: string): void {
    const left = OUTBOX_BYTES_MAX - this.#socket.bufferedAmount;
    if (fitsUtf8(frame, left)) this.#socket.send(frame);
    else this.#tooSlow();
  }

  /** Like `send`, but a later state replaces an unsent one [P2.3]. If it has to wait, its replies are sent apart. */
  sendState(frame: string, owed: readonly Owed[] = NOTHING_OWED): void {
    const { bufferedAmount } = this.#socket;
    if (bufferedAmount > OUTBOX_BYTES_MAX) return this.#tooSlow();
    if (this.#catchUp === null && bufferedAmount <= LAG_BYTES) {
      if (owed.length === 0) return this.#sendStateNow(frame);
      return this.#sendStateNow(withReplies(frame, owed.map(({ re }) => re)));
    }
    if (this.#catchUp !== null) {
      this.#deps.metrics.count("states", "skipped");
      this.#catchUp.replace(frame);
    } else {
      this.#catchUp = new CatchUp(frame, {
        socket: this.#socket,
        clock: this.#deps.clock,
        onCaughtUp: (newest) => this.#caughtUp(newest),
        onStuck: () => this.#tooSlow(),
      });
    }
    // last, because each may close the connection, which stops the wait
    for (const { re, version } of owed) if (!this.#owner.isOver) this.send(encodeOk(re, version));
  }

  /** Drops the state that waits. */
  stop(): void {
    this.#catchUp?.cancel();
  }

  #caughtUp(newest: string): void {
    this.#catchUp = null;
    this.#sendStateNow(newest);
  }

  #sendStateNow(frame: string): void {
    this.#deps.metrics.count("states", "sent");
    this.send(frame);
  }

  /** [S4] Closes the connection at once; the room learns of it at the end of the tick. */
  #tooSlow(): void {
    const { log, metrics } = this.#deps;
    metrics.count("slow_readers", this.#owner.protocol);
    log.warn("slow_reader", { unsent_bytes: this.#socket.bufferedAmount });
    this.#owner.close("too_slow", null);
  }
}

interface CatchUpOptions {
  readonly socket: Pick<Socket, "bufferedAmount">;
  readonly clock: Clock;
  /** Gets the newest state: the reader has caught up, or has so much unsent that sending will close it. */
  readonly onCaughtUp: (state: string) => void;
  /** The reader reads nothing. */
  readonly onStuck: () => void;
}

/** A reader that lags, from the first state that has to wait on. */
class CatchUp {
  readonly #options: CatchUpOptions;
  #state: string;
  /** The fewest bytes that were unsent so far, and since when. */
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

  /** A newer state replaces the one that waits. */
  replace(state: string): void {
    this.#state = state;
  }

  /** Drops the state. */
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

const NOTHING_OWED: readonly Owed[] = [];
