/**
 * A socket that rarely asks the runtime how much is unsent: a question costs as much as a small frame, and
 * for a reader that keeps up the answer is always next to nothing. It counts what it sends instead, which is
 * never less than what is unsent, and asks when that could be more than anybody minds. And one whose close
 * frame gets out.
 */
import type { Clock } from "../store/clock.ts";
import type { Socket } from "./connection.ts";

/** A UTF-16 unit takes at most three bytes. */
const UNIT_BYTES_MAX = 3;

export class MeteredSocket implements Socket {
  readonly #socket: Socket;
  readonly #minded: number;
  readonly #clock: Clock;
  #unsent_at_most = 0;

  /** `minded`: bytes unsent from which on they are told exactly. */
  constructor(socket: Socket, minded: number, clock: Clock) {
    this.#socket = socket;
    this.#minded = minded;
    this.#clock = clock;
  }

  get readyState(): number {
    return this.#socket.readyState;
  }

  /** Exact if it is more than what is minded; otherwise at least what is unsent. */
  get bufferedAmount(): number {
    if (this.#unsent_at_most > this.#minded) this.#unsent_at_most = this.#socket.bufferedAmount;
    return this.#unsent_at_most;
  }

  send(text: string): void {
    this.#socket.send(text);
    this.#unsent_at_most += text.length * UNIT_BYTES_MAX;
  }

  /**
   * Closes in the next turn of the event loop. What the peer sent may have come in this one, and not be here
   * yet: the runtime would drop the connection over it, without our close frame [W7]. One that has gone by then
   * takes no notice.
   */
  close(code: number, reason: string): void {
    this.#clock.after(0, () => this.#socket.close(code, reason));
  }

  addEventListener(type: string, listener: EventListenerObject): void {
    this.#socket.addEventListener(type, listener);
  }

  removeEventListener(type: string, listener: EventListenerObject): void {
    this.#socket.removeEventListener(type, listener);
  }
}
