/**
 * One connection, from the first try to its end: it listens for silence, pings, and reports its end once.
 * Once it has ended or is closed it calls nothing more, whatever its socket still reports [P2.9, W8].
 */
import { type JoinRequest, joinUrl, protocolsOf } from "./join_request.ts";
import type { Environment, Socket } from "./environment.ts";
import { LOST } from "./status.ts";

/** How long the first frame may take, in milliseconds: wrong ids are answered 2 s late [W9]. */
const FIRST_FRAME_WITHIN_MS = 15_000;

/** How often a client pings the server, and the silence after which the line is dead [W8]. */
export const PING_EVERY_MS = 20_000;
export const SILENCE_MS = 45_000;

/** How long an answer may take where there is reason to believe that the line is dead, in milliseconds. */
export const CHECK_WITHIN_MS = 3_000;

interface LineOptions {
  /** The server's `/ws`. */
  readonly url: string;
  readonly request: JoinRequest;
  readonly environment: Environment;
  readonly received: (text: string) => void;
  readonly ended: (end: LineEnd) => void;
}

export interface LineEnd {
  readonly code: number;
  /** What the runtime reports of a connection that never came to be; "" where it reports nothing. */
  readonly why: string;
  /** Nothing came in time, and it was hung up here: what was sent may still reach the server. */
  readonly isGivenUp: boolean;
}

export class Line {
  readonly #options: LineOptions;
  readonly #socket: Socket;
  #cancelTimer: () => void;
  /** When a message came and when a PING was sent, by the wall clock: it goes on while a machine sleeps. */
  #receivedAt = 0;
  #pingedAt = 0;
  #pings = 0;
  /** Whether the server has let us in. */
  #isIn = false;
  /** What is waited for, no longer than a check may take; null id: the first frame. */
  #check: { readonly id: string | null; readonly cancel: () => void } | null = null;
  #over = false;

  /** Starts to connect. Throws where the address can't be one. */
  constructor(options: LineOptions) {
    this.#options = options;
    const { url, request, environment } = options;
    this.#socket = environment.openSocket(joinUrl(url, request), protocolsOf(request), {
      received: (text) => this.#received(text),
      closed: (code, why = "") => this.#end({ code, why, isGivenUp: false }),
    });
    this.#cancelTimer = environment.clock.after(FIRST_FRAME_WITHIN_MS, () => this.#giveUp());
  }

  /** The server has let us in: from here on both sides expect messages of each other. */
  keepAlive(): void {
    this.#isIn = true;
    this.#checked();
    this.#cancelTimer();
    this.#receivedAt = this.#pingedAt = this.#options.environment.clock.wall();
    this.#watch();
  }

  /**
   * The line may be dead without a close frame: whoever is at its other end has to answer a PING at
   * once, or let us in. Frames that were on their way before prove nothing. Does nothing while it is at it.
   */
  check(): void {
    if (this.#over || this.#check !== null) return;
    const { clock } = this.#options.environment;
    const cancel = clock.after(CHECK_WITHIN_MS, () => this.#giveUp());
    this.#check = { id: this.#isIn ? `ping-${this.#pings + 1}` : null, cancel };
    if (this.#isIn) this.#ping();
  }

  /** The reply to this command has come. */
  answered(id: string | undefined): void {
    if (id !== undefined && this.#check?.id === id) this.#checked();
  }

  send(text: string): void {
    if (!this.#over && !this.#attempt(() => this.#socket.send(text))) this.#giveUp();
  }

  /** Hangs up; `ended` is not called. Idempotent. */
  close(): void {
    if (this.#over) return;
    this.#over = true;
    this.#checked();
    this.#cancelTimer();
    this.#attempt(() => this.#socket.close());
  }

  #received(text: string): void {
    if (this.#over) return;
    this.#receivedAt = this.#options.environment.clock.wall();
    this.#options.received(text);
  }

  #giveUp(): void {
    this.#end({ code: LOST, why: "", isGivenUp: true });
  }

  #end(end: LineEnd): void {
    if (this.#over) return;
    this.close();
    this.#options.ended(end);
  }

  /** Whether it could be done: sockets are the environment's, and may throw. */
  #attempt(act: () => void): boolean {
    try {
      act();
      return true;
    } catch (error) {
      this.#options.environment.report(error);
      return false;
    }
  }

  #checked(): void {
    this.#check?.cancel();
    this.#check = null;
  }

  /** It has an id, so that it is answered: the answer is what breaks the silence of a quiet room. */
  #ping(): void {
    this.#pingedAt = this.#options.environment.clock.wall();
    this.send(JSON.stringify({ type: "PING", data: {}, id: `ping-${++this.#pings}` }));
  }

  /** One timer for both; it goes by the wall clock, because a machine that slept runs it late. */
  #watch(): void {
    const { clock } = this.#options.environment;
    const due = Math.min(this.#pingedAt + PING_EVERY_MS, this.#receivedAt + SILENCE_MS);
    this.#cancelTimer = clock.after(Math.max(0, due - clock.wall()), () => {
      const now = clock.wall();
      // somebody may have set the clock back
      this.#receivedAt = Math.min(this.#receivedAt, now);
      this.#pingedAt = Math.min(this.#pingedAt, now);
      if (now - this.#receivedAt >= SILENCE_MS) return this.#giveUp();
      if (now - this.#pingedAt >= PING_EVERY_MS) this.#ping();
      if (!this.#over) this.#watch();
    });
  }
}
