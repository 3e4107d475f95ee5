/**
 * A socket that rarely asks the runtime how much is unsent: a question costs as much as a small frame, and
 * for a reader that keeps up the answer is always next to nothing. It counts what it sends instead, which is
 * never less than what is unsent, and asks when that could be as much as matters. And one whose close frame
 * gets out.
 */
import type { Clock } from "../base/clock.ts";
import type { Socket } from "./socket.ts";

/** A UTF-16 unit takes at most three bytes. */
const UNIT_BYTES_MAX = 3;

/** What all sockets of a worker have in common: one object for all of them. */
interface Metering {
  /** From so many unsent bytes on a socket reports them exactly. */
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

  /** Exact where it matters; otherwise at least what is unsent. */
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
   * Closes in the next turn of the event loop. What the peer sent may have come in this one, and not be here
   * yet: the runtime would drop the connection over it, without our close frame [W7]. One that has gone by then
   * takes no notice.
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
