/**
 * One connection, from the first try to its end: it listens for silence, pings, and tells its end once.
 * Once it has ended or is closed it says nothing more, whatever its socket still has to say [P2.9, W8].
 */
import { PROTOCOL } from "./entry.ts";
import type { Environment, Socket } from "./environment.ts";
import { LOST } from "./status.ts";

/** How long the first frame may take, in milliseconds: wrong ids are answered 2 s late [W9]. */
export const FIRST_FRAME_WITHIN_MS = 15_000;

/** How often a client lets the server hear of it, and the silence after which the line is dead [W8]. */
export const PING_EVERY_MS = 20_000;
export const SILENCE_MS = 45_000;

/** It has an id, so that it is answered: the answer is what breaks the silence of a quiet room. */
const PING = JSON.stringify({ type: "PING", data: {}, id: "ping" });

export interface LineOptions {
  readonly environment: Environment;
  readonly received: (text: string) => void;
  readonly ended: (code: number) => void;
}

export class Line {
  readonly #options: LineOptions;
  readonly #socket: Socket;
  #cancelTimer: () => void;
  #heard_at = 0;
  #pinged_at = 0;
  #over = false;

  /** Starts to connect. Throws where the address can't be one. */
  constructor(url: string, options: LineOptions) {
    this.#options = options;
    const { environment } = options;
    this.#socket = environment.openSocket(url, PROTOCOL, {
      received: (text) => this.#received(text),
      closed: (code) => this.#end(code),
    });
    this.#cancelTimer = environment.clock.after(FIRST_FRAME_WITHIN_MS, () => this.#end(LOST));
  }

  /** The server has let us in: from here on both sides expect to hear of each other. */
  keepAlive(): void {
    this.#cancelTimer();
    this.#heard_at = this.#pinged_at = this.#options.environment.clock.now();
    this.#watch();
  }

  send(text: string): void {
    if (!this.#over) this.#socket.send(text);
  }

  /** Hangs up; `ended` is not told. Idempotent. */
  close(): void {
    if (this.#over) return;
    this.#over = true;
    this.#cancelTimer();
    this.#socket.close();
  }

  #received(text: string): void {
    if (this.#over) return;
    this.#heard_at = this.#options.environment.clock.now();
    this.#options.received(text);
  }

  #end(code: number): void {
    if (this.#over) return;
    this.close();
    this.#options.ended(code);
  }

  /** One timer for both; it goes by the clock, because a machine that slept runs it late. */
  #watch(): void {
    const { clock } = this.#options.environment;
    const due = Math.min(this.#pinged_at + PING_EVERY_MS, this.#heard_at + SILENCE_MS);
    this.#cancelTimer = clock.after(Math.max(0, due - clock.now()), () => {
      const now = clock.now();
      // somebody may have set the clock back
      this.#heard_at = Math.min(this.#heard_at, now);
      this.#pinged_at = Math.min(this.#pinged_at, now);
      if (now - this.#heard_at >= SILENCE_MS) return this.#end(LOST);
      if (now - this.#pinged_at >= PING_EVERY_MS) {
        this.#pinged_at = now;
        this.send(PING);
      }
      this.#watch();
    });
  }
}
