/**
 * A socket that rarely reads `bufferedAmount`, which costs as much as sending a small frame. It counts what it sends,
 * an upper bound of what is unsent, and asks the runtime only when that bound is large enough to matter. It also makes
 * sure that the close frame is sent.
 */
import type { Clock } from "../base/clock.ts";
import type { Socket } from "./socket.ts";

/** A UTF-16 unit takes at most three bytes. */
const UNIT_BYTES_MAX = 3;

/** What all sockets of a worker share. */
interface Metering {
  /** From how many unsent bytes on `bufferedAmount` is exact. */
  readonly exactFrom: number;
  readonly clock: Clock;
}

export class MeteredSocket implements Socket {
  readonly #socket: Socket;
  readonly #metering: Metering;
  #unsentAtMost = 0;

  constructor(socket: Socket, metering: Metering) {
    this.#socket = socket;
    this.#metering = metering;
  }

  get readyState(): number {
    return this.#socket.readyState;
  }

  /** Exact from `exactFrom` on; below it, an upper bound. */
  get bufferedAmount(): number {
    if (this.#unsentAtMost > this.#metering.exactFrom) {
      this.#unsentAtMost = this.#socket.bufferedAmount;
    }
    return this.#unsentAtMost;
  }

  send(text: string): void {
    this.#socket.send(text);
    this.#unsentAtMost += text.length * UNIT_BYTES_MAX;
  }

  /**
   * Closes in the next turn of the event loop. A message that the peer has sent may have arrived but not been delivered
   * yet; closing now, the runtime would then drop the connection without sending our close frame [W7].
   */
  close(code: number, reason: string): void {
    this.#metering.clock.after(0, () => this.#socket.close(code, reason));
  }

  addEventListener(type: string, listener: EventListenerObject): void {
    this.#socket.addEventListener(type, listener);
  }

  removeEventListener(type: string, listener: EventListenerObject): void {
    this.#socket.removeEventListener(type, listener);
  }
}
