/**
 * What one connection sends, and how slowly it may be read: how much may be unsent, and the v2 member that lags. Its
 * newest state waits here until there is space for it; older ones are never sent [P2.3, S4].
 */
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Metrics } from "../base/metrics.ts";
import type { CloseName } from "../protocol/close_codes.ts";
import { encodeOk, withReplies } from "../protocol/v2_encode.ts";
import type { Owed } from "../bus/envelopes.ts";
import type { Protocol } from "../room/state.ts";
import { V2_SILENCE_MS } from "./silence.ts";
import { sendIfOpen, type Socket } from "./socket.ts";

/** Bytes that a reader may have unsent, the frame that is about to be sent included [S4]. */
export const OUTBOX_BYTES_MAX = 1024 * 1024;

/**
 * Unsent bytes at which a v2 member is sent no further states: it lags, and gets the newest one when it has
 * caught up, which is looked for this often, in milliseconds [P2.3, S4].
 */
export const LAG_BYTES = 64 * 1024;
export const LAG_CHECK_MS = 50;

/**
 * How long a reader may lag with nothing less unsent, in milliseconds: then it reads nothing, and is as
 * lost as one that is silent. Without it, who only pings would keep its seat and ours for good [S4, W8].
 */
export const LAG_MAX_MS = V2_SILENCE_MS;

/** What the outboxes of all connections of a worker depend on. */
export interface OutboxDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Whose outbox it is: closed where its reader is too slow. */
interface OutboxOwner {
  readonly protocol: Protocol;
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
    if (fits(this.#socket.bufferedAmount, frame)) sendIfOpen(this.#socket, frame);
    else this.#tooSlow();
  }

  /** As `send`, but while unsent a later state takes its place [P2.3]: replies in it then go ahead of it, apart. */
  sendState(frame: string, owed: readonly Owed[] = []): void {
    const { bufferedAmount } = this.#socket;
    if (bufferedAmount > OUTBOX_BYTES_MAX) return this.#tooSlow();
    if (this.#catchUp === null && bufferedAmount <= LAG_BYTES) {
      const re = owed.map(({ re }) => re);
      return this.#sendStateNow(re.length === 0 ? frame : withReplies(frame, re));
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
    // only now: one that is too slow for them is out, and waits for nothing more
    for (const { re, version } of owed) this.send(encodeOk(re, version));
  }

  /** Nothing waits any more. */
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

  /** [S4] Out at once; its room gets to know at the end of the tick. */
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
  /** It has caught up, or has so much unsent that whoever sends will see: this is its newest state. */
  readonly onCaughtUp: (state: string) => void;
  /** It reads nothing. */
  readonly onStuck: () => void;
}

/** One lag of one reader, from the first state that has to wait. */
class CatchUp {
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

/** Whether a frame fits behind what is unsent. Its bytes are counted only where it matters. */
function fits(unsent: number, frame: string): boolean {
  const left = OUTBOX_BYTES_MAX - unsent;
  if (frame.length > left) return false;
  // a UTF-16 unit takes at most three bytes
  return frame.length * 3 <= left || new TextEncoder().encode(frame).length <= left;
}
