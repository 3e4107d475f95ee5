/**
 * One connection, from the attempt to its end: it pings, notices silence, and reports its end once. Once it has ended
 * or is closed, it calls nothing back, whatever its socket still reports [P2.9, W8].
 */
import { type JoinRequest, joinUrl, protocolsOf } from "./join_request.ts";
import type { Environment, Socket } from "./environment.ts";
import { LOST } from "./status.ts";

/** How long to wait for the first frame, in milliseconds: a server may delay it by 2 s or more [W9]. */
const FIRST_FRAME_WITHIN_MS = 15_000;

/** How often a client pings the server, and the silence after which the connection is dead, in milliseconds [W8]. */
export const PING_EVERY_MS = 20_000;
export const SILENCE_MS = 45_000;

/** How long to wait for an answer when the connection is suspected to be dead, in milliseconds. */
export const CHECK_WITHIN_MS = 3_000;

interface ConnectionOptions {
  /** The server's `/ws`. */
  readonly url: string;
  readonly request: JoinRequest;
  readonly environment: Environment;
  readonly received: (text: string) => void;
  readonly ended: (end: ConnectionEnd) => void;
}

export interface ConnectionEnd {
  readonly code: number;
  /** The reason in the close frame; "" without one. */
  readonly reason: string;
  /** Why the attempt failed, as the runtime reports it; "" if it reports nothing. */
  readonly why: string;
  /** Whether it was closed here because nothing came in time: what was sent may still reach the server. */
  readonly isGivenUp: boolean;
}

export class Connection {
  readonly #options: ConnectionOptions;
  readonly #socket: Socket;
  #cancelTimer: () => void;
  /** When a message came and when a PING was sent, on the wall clock, which goes on while a machine sleeps. */
  #receivedAt = 0;
  #pingedAt = 0;
  #pings = 0;
  /** Whether WELCOME has come. */
  #isIn = false;
  /** The check that is running: the id of its PING; null: it waits for the first frame. */
  #check: { readonly id: string | null; readonly cancel: () => void } | null = null;
  #over = false;

  /** Starts to connect. Throws if the address is invalid. */
  constructor(options: ConnectionOptions) {
    this.#options = options;
    const { url, request, environment } = options;
    this.#socket = environment.openSocket(joinUrl(url, request), protocolsOf(request), {
      received: (text) => this.#received(text),
      closed: (code, why = "", reason = "") => this.#end({ code, reason, why, isGivenUp: false }),
    });
    this.#cancelTimer = environment.clock.after(FIRST_FRAME_WITHIN_MS, () => this.#giveUp());
  }

  /** WELCOME has come: starts to ping, and to watch for silence. */
  keepAlive(): void {
    this.#isIn = true;
    this.#checked();
    this.#cancelTimer();
    this.#receivedAt = this.#pingedAt = this.#options.environment.clock.wall();
    this.#watch();
  }

  /**
   * Checks whether the connection is still alive: the server must answer a PING in time, or, before WELCOME, send that.
   * Other frames prove nothing, because they may have been on their way. Does nothing while a check is running.
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

  /** Closes the connection without calling `ended`. Idempotent. */
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
    this.#end({ code: LOST, reason: "", why: "", isGivenUp: true });
  }

  #end(end: ConnectionEnd): void {
    if (this.#over) return;
    this.close();
    this.#options.ended(end);
  }

  /** Returns whether it worked: sockets come from the environment, and may throw. */
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

  /** Sends a PING with an id, so that it is answered, which breaks the silence of a quiet room. */
  #ping(): void {
    this.#pingedAt = this.#options.environment.clock.wall();
    this.send(JSON.stringify({ type: "PING", data: {}, id: `ping-${++this.#pings}` }));
  }

  /** One timer for pings and silence. It compares wall-clock times, because after sleep it fires late. */
  #watch(): void {
    const { clock } = this.#options.environment;
    const due = Math.min(this.#pingedAt + PING_EVERY_MS, this.#receivedAt + SILENCE_MS);
    this.#cancelTimer = clock.after(Math.max(0, due - clock.wall()), () => {
      const now = clock.wall();
      // the clock may have been set back
      this.#receivedAt = Math.min(this.#receivedAt, now);
      this.#pingedAt = Math.min(this.#pingedAt, now);
      if (now - this.#receivedAt >= SILENCE_MS) return this.#giveUp();
      if (now - this.#pingedAt >= PING_EVERY_MS) this.#ping();
      if (!this.#over) this.#watch();
    });
  }
}
