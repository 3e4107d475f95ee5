/**
 * A stay in a room over as many connections as it takes: the way in, coming back by RESUME, and when to
 * stop [P2.7, P2.9]. It owns the line, the retry timer, the saved seat and the status; what is said in the
 * room passes through it unread.
 */
import type { Retry } from "../protocol/close_codes.ts";
import { waitBefore } from "./backoff.ts";
import { decodeServer } from "./decode.ts";
import { type Entry, entryUrl, type SavedSeat } from "./entry.ts";
import type { Environment } from "./environment.ts";
import { ClientError } from "./errors.ts";
import { Line } from "./line.ts";
import {
  type Closed,
  closed,
  type Ended,
  endingOf,
  errorOf,
  retryAfter,
  type Status,
} from "./status.ts";
import type { ServerMessage } from "./types.ts";

/** A connection that held this long, in milliseconds, makes the next loss a first one again. */
export const STEADY_MS = 10_000;

export type Welcome = Extract<ServerMessage, { type: "WELCOME" }>["data"];
export type RoomMessage = Exclude<ServerMessage, { type: "WELCOME" | "SESSION_ENDED" }>;

/** What the session tells; its own state is settled before each call. */
export interface SessionEvents {
  /** In the room, for the first time or again: `data` is whole. */
  welcomed(data: Welcome): void;
  said(message: RoomMessage): void;
  /** The connection is lost, and will be tried again. */
  lost(): void;
  /** It is over for good. */
  over(ending: Ended | Closed): void;
  status(status: Status): void;
  /** What to come back with, whenever that changes; null: forget it. */
  seat(seat: SavedSeat | null): void;
}

type Phase =
  | { readonly name: "new" }
  | { readonly name: "connecting"; readonly line: Line; refusal: ClientError | null }
  | { readonly name: "online"; readonly line: Line; readonly since: number }
  | { readonly name: "waiting"; readonly cancel: () => void }
  | { readonly name: "over"; readonly ending: Ended | Closed };

export interface SessionOptions {
  readonly url: string;
  readonly environment: Environment;
  readonly events: SessionEvents;
}

export class Session {
  readonly #options: SessionOptions;
  #phase: Phase = { name: "new" };
  #status: Status = { state: "new" };
  #entry: Entry | null = null;
  #seat: SavedSeat | null = null;
  #attempt = 0;
  /** Set once the person wants to leave: then it is no surprise that the seat is gone. */
  leaving = false;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  get status(): Status {
    return this.#status;
  }

  get online(): boolean {
    return this.#phase.name === "online";
  }

  /** Why it is over; null while it isn't. */
  get over(): ClientError | null {
    return this.#phase.name === "over" ? errorOf(this.#phase.ending) : null;
  }

  /** Goes in. Once. */
  enter(entry: Entry): void {
    if (this.#phase.name !== "new") throw new Error("a client enters one room, once");
    this.#entry = entry;
    if (entry.action === "resume") this.#seat = entry.options;
    this.#connect();
  }

  /** Sends where there is a connection to send on. */
  send(text: string): void {
    if (this.#phase.name === "online") this.#phase.line.send(text);
  }

  /** Ends the wait for the next attempt. */
  retryNow(): void {
    if (this.#phase.name !== "waiting") return;
    this.#phase.cancel();
    this.#connect();
  }

  /** Hangs up, for good; the seat is kept on the server for a while [P2.7]. Idempotent. */
  close(): void {
    this.#finish(closed("closed", "The connection was closed.", "resume"));
  }

  #connect(): void {
    const { url, environment } = this.#options;
    const entry = this.#wanted();
    let line: Line;
    try {
      line = new Line(entryUrl(url, entry), {
        environment,
        received: (text) => this.#received(text),
        ended: (code) => this.#lineEnded(code),
      });
    } catch {
      // nothing of the error: its text may have the token in it
      return this.#finish(closed("connection_failed", "The server's address is wrong.", "correct"));
    }
    this.#phase = { name: "connecting", line, refusal: null };
    this.#become({ state: "connecting" });
  }

  /** Whoever has a seat comes back to it, everybody else asks for one. */
  #wanted(): Entry {
    if (this.#seat !== null) return { action: "resume", options: this.#seat };
    if (this.#entry === null) throw new Error("nothing to connect for");
    return this.#entry;
  }

  #received(text: string): void {
    const message = decodeServer(text);
    const phase = this.#phase;
    if (phase.name === "connecting") {
      if (message?.type === "WELCOME") return this.#welcomed(phase.line, message.data);
      if (message?.type === "ERROR" && message.re === undefined) {
        // [W4] the close that follows says what to make of it
        const { code, message: sentence, field } = message.data;
        phase.refusal = new ClientError(code, sentence, { field });
        return;
      }
      phase.line.close();
      if (this.#seat !== null) return this.#retry("later");
      return this.#finish(closed("bad_server", "This server speaks no estimatex.v2.", "correct"));
    }
    if (phase.name !== "online" || message === null || message.type === "WELCOME") return;
    if (message.type !== "SESSION_ENDED") return this.#options.events.said(message);
    const { reason, results } = message.data;
    this.#finish({ state: "ended", reason, results });
  }

  #welcomed(line: Line, data: Welcome): void {
    const { environment: { clock }, events } = this.#options;
    line.keepAlive();
    this.#phase = { name: "online", line, since: clock.now() };
    const { room: { room_id }, you: { resume_token } } = data;
    const is_new = this.#seat?.resume_token !== resume_token || this.#seat.room_id !== room_id;
    this.#seat = { room_id, resume_token };
    this.#become({ state: "online" }, () => {
      if (is_new) events.seat({ room_id, resume_token });
      if (this.online) events.welcomed(data); // whoever heard of the seat may have closed
    });
  }

  #lineEnded(code: number): void {
    const retry = retryAfter(code);
    if (retry !== "never" && this.#seat !== null) return this.#retry(retry);
    const refusal = this.#phase.name === "connecting" ? this.#phase.refusal : null;
    this.#finish(endingOf(code, { refusal, seated: this.#seat !== null, leaving: this.leaving }));
  }

  #retry(retry: Exclude<Retry, "never">): void {
    const { environment: { clock, random }, events } = this.#options;
    const phase = this.#phase;
    const steady = phase.name === "online" && clock.now() - phase.since >= STEADY_MS;
    if (steady) this.#attempt = 0;
    const retry_in_ms = waitBefore(this.#attempt++, retry, random);
    const cancel = clock.after(retry_in_ms, () => this.#connect());
    this.#phase = { name: "waiting", cancel };
    this.#become(
      { state: "offline", retry_in_ms, attempt: this.#attempt },
      () => events.lost(),
    );
  }

  #finish(ending: Ended | Closed): void {
    const phase = this.#phase;
    if (phase.name === "over") return;
    if (phase.name === "waiting") phase.cancel();
    else if (phase.name !== "new") phase.line.close();
    this.#phase = { name: "over", ending };
    const { events } = this.#options;
    this.#become(ending, () => {
      const kept = ending.state === "closed" && ending.advice === "resume";
      if (this.#seat !== null && !kept) events.seat(null);
      events.over(ending);
    });
  }

  /** The status is there before anybody is told of what comes with it, and told last if it still holds. */
  #become(status: Status, tell: () => void = () => {}): void {
    this.#status = status;
    tell();
    if (this.#status === status) this.#options.events.status(status);
  }
}
