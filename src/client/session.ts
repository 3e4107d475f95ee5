/**
 * A member's stay in a room, over any number of connections: joining, coming back with RESUME, and when to stop
 * [P2.7, P2.9]. It owns the connection, the retry timer, the saved seat and the status, and passes all other messages
 * on.
 */
import { CLOSE, type Retry } from "../protocol/close_codes.ts";
import { waitBefore } from "./backoff.ts";
import { CERTIFICATE_FAULTS, certificateFault } from "./certificate.ts";
import { decodeServer } from "./decode_frame.ts";
import type { JoinRequest, SavedSeat } from "./join_request.ts";
import type { Environment } from "./environment.ts";
import { ClientError } from "./errors.ts";
import { Connection, type ConnectionEnd } from "./connection.ts";
import { RestOfResults } from "./rest_of_results.ts";
import {
  type Closed,
  closed,
  codeOfClose,
  type Ended,
  endingOf,
  errorOf,
  retryAfter,
  type Status,
} from "./status.ts";
import type { ServerMessage } from "./types.ts";

/** After a connection has lasted so long, in milliseconds, the backoff starts anew. */
export const STEADY_MS = 10_000;

/** For how long an attempt that was given up may still reach a busy server and take the seat, in milliseconds. */
const RIVALS_MS = 60_000;

export type Welcome = Extract<ServerMessage, { type: "WELCOME" }>["data"];
type SessionEnd = Extract<ServerMessage, { type: "SESSION_ENDED" }>["data"];
export type RoomMessage = Exclude<ServerMessage, { type: "WELCOME" | "SESSION_ENDED" }>;

/** Events of the session; its own state is consistent before each call. */
interface SessionEvents {
  /** In the room, for the first time or again. */
  welcomed(data: Welcome): void;
  received(message: RoomMessage): void;
  /** The connection is lost, and another attempt will follow. */
  lost(): void;
  /** It is over for good. */
  over(ending: Ended | Closed): void;
  status(status: Status): void;
  /** The seat to resume, whenever it changes; null: it is gone. */
  seat(seat: SavedSeat | null): void;
}

type Phase =
  | { readonly name: "new" }
  | {
    readonly name: "connecting";
    readonly connection: Connection;
    refusal: ClientError | null;
    /** How long the server asks to wait, in milliseconds; null: it does not. */
    retryAfterMs: number | null;
  }
  | { readonly name: "online"; readonly connection: Connection; readonly since: number }
  /** The session has ended, and the rest of its results is being fetched [P2.8]. */
  | { readonly name: "ended"; readonly connection: Connection; readonly rest: RestOfResults }
  | { readonly name: "waiting"; readonly cancel: () => void; readonly until: number }
  | { readonly name: "over"; readonly ending: Ended | Closed };

const UNREFUSED = { refusal: null, retryAfterMs: null } as const;

interface SessionOptions {
  readonly url: string;
  readonly environment: Environment;
  readonly events: SessionEvents;
}

export class Session {
  readonly #options: SessionOptions;
  #phase: Phase = { name: "new" };
  #status: Status = { state: "new" };
  #request: JoinRequest | null = null;
  #seat: SavedSeat | null = null;
  #attempt = 0;
  /** When the connection was lost; null: it is there, or there was none yet. */
  #lostAt: number | null = null;
  /** Attempts that were given up: until then, each may still reach the server and take the seat from this one, once. */
  #rivals = { count: 0, until: -Infinity };
  /** Whether it was ever in the room. */
  #wasIn = false;
  /** Set once `leave` was called: a lost seat is then expected. */
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

  /** Why commands can't be sent any more; null: they can. */
  get over(): ClientError | null {
    if (this.#phase.name === "ended") return errorOf(this.#phase.rest.ending);
    return this.#phase.name === "over" ? errorOf(this.#phase.ending) : null;
  }

  /** Makes the first attempt. Called once. */
  join(request: JoinRequest): void {
    if (this.#phase.name !== "new") throw new Error("a client joins one room, once");
    this.#request = request;
    if (request.action === "resume") this.#seat = request.options;
    this.#connect();
  }

  /** Sends if there is a connection. */
  send(text: string): void {
    if (this.#phase.name === "online") this.#phase.connection.send(text);
  }

  /** How long until the next attempt, in milliseconds; null: none is planned. */
  get nextTryInMs(): number | null {
    if (this.#phase.name !== "waiting") return null;
    return Math.max(0, this.#phase.until - this.#options.environment.clock.now());
  }

  /** Checks a connection that may be dead, or retries at once. A first attempt is left alone, as it is not repeated. */
  check(): void {
    const phase = this.#phase;
    if (phase.name === "waiting") this.retryNow();
    else if (phase.name === "online") phase.connection.check();
    else if (phase.name === "connecting" && this.#seat !== null) phase.connection.check();
  }

  /** Ends the wait for the next attempt. */
  retryNow(): void {
    if (this.#phase.name !== "waiting") return;
    this.#phase.cancel();
    this.#connect();
  }

  /** Closes for good; the server keeps the seat for a while [P2.7]. Idempotent. */
  close(): void {
    if (this.#phase.name === "ended") return this.#finish(this.#phase.rest.ending);
    this.#finish(closed("closed", "The connection was closed.", "resume"));
  }

  #connect(): void {
    const { url, environment } = this.#options;
    const request = this.#nextRequest();
    let connection: Connection;
    try {
      connection = new Connection({
        url,
        request,
        environment,
        received: (text) => this.#received(text),
        ended: (end) => this.#connectionEnded(end),
      });
    } catch {
      // not the error's text, which may contain the token
      return this.#finish(closed("connection_failed", "The server's address is wrong.", "correct"));
    }
    this.#phase = { name: "connecting", connection, refusal: null, retryAfterMs: null };
    this.#become({ state: "connecting" });
  }

  /** Resumes if there is a seat, else repeats the first request. */
  #nextRequest(): JoinRequest {
    if (this.#seat !== null) return { action: "resume", options: this.#seat };
    if (this.#request === null) throw new Error("nothing to connect for");
    return this.#request;
  }

  #received(text: string): void {
    const message = decodeServer(text);
    const phase = this.#phase;
    if (phase.name === "connecting") {
      if (message?.type === "WELCOME") return this.#welcomed(phase.connection, message.data);
      if (message?.type === "ERROR" && message.re === undefined) {
        // [W4] the close that follows decides what it means
        const { code, message: sentence, field, retry_after_ms: retryAfterMs = null } =
          message.data;
        phase.refusal = new ClientError(code, sentence, { field });
        phase.retryAfterMs = retryAfterMs;
        return;
      }
      phase.connection.close();
      if (this.#seat !== null) return this.#retry("later");
      return this.#finish(
        closed("bad_server", "This server does not speak estimatex.v2.", "correct"),
      );
    }
    if (message === null || message.type === "WELCOME") return;
    if (phase.name !== "online" && phase.name !== "ended") return;
    if (message.type === "OK" || message.type === "ERROR") phase.connection.answered(message.re);
    if (phase.name === "ended") {
      const isReply = message.type === "OK" || message.type === "ERROR";
      if (!phase.rest.received(message) && isReply) this.#options.events.received(message);
    } else if (message.type === "SESSION_ENDED") this.#ended(phase.connection, message.data);
    else this.#options.events.received(message);
  }

  /** [P2.8] The session has ended: fetches the rest of its results. */
  #ended(
    connection: Connection,
    { reason, results, earlier_ballots = 0 }: SessionEnd,
  ): void {
    if (earlier_ballots === 0) return this.#finish({ state: "ended", reason, results });
    const rest = new RestOfResults({
      reason,
      results,
      earlier_ballots,
      send: (text) => connection.send(text),
      done: () => this.#finish(rest.ending),
    });
    this.#phase = { name: "ended", connection, rest };
    rest.ask();
  }

  #welcomed(connection: Connection, data: Welcome): void {
    const { environment: { clock }, events } = this.#options;
    connection.keepAlive();
    this.#wasIn = true;
    this.#phase = { name: "online", connection, since: clock.now() };
    const { room: { room_id }, you: { resume_token } } = data;
    const isNew = this.#seat?.resume_token !== resume_token || this.#seat.room_id !== room_id;
    this.#seat = { room_id, resume_token };
    this.#become({ state: "online" }, () => {
      if (isNew) events.seat({ room_id, resume_token });
      if (this.online) events.welcomed(data); // a callback that got the seat may have closed
    });
  }

  #connectionEnded({ code: closedWith, reason, why, isGivenUp }: ConnectionEnd): void {
    if (this.#phase.name === "ended") return this.#finish(this.#phase.rest.ending);
    const { refusal, retryAfterMs } = this.#phase.name === "connecting" ? this.#phase : UNREFUSED;
    const code = codeOfClose(closedWith, refusal?.code ?? null);
    const retry = retryAfter(code);
    const fault = certificateFault(why);
    const certificate = fault === null ? null : CERTIFICATE_FAULTS[fault];
    // a server that never spoke v2 won't the next time; but after a connection, this may be a captive portal
    const hopeless = certificate !== null && !this.#wasIn;
    if (isGivenUp && this.#phase.name === "connecting") this.#countRival();
    if (retry !== "never" && this.#seat !== null && !hopeless) {
      return this.#retry(retry, { problem: certificate, retryAfterMs });
    }
    if (code === CLOSE.replaced.code && this.#wasRival()) return this.#retry("later");
    const seated = this.#seat !== null;
    this.#finish(endingOf(code, { reason, refusal, seated, leaving: this.leaving, certificate }));
  }

  #countRival(): void {
    const now = this.#options.environment.clock.now();
    const count = now < this.#rivals.until ? this.#rivals.count : 0;
    this.#rivals = { count: count + 1, until: now + RIVALS_MS };
  }

  /** Whether the seat may have been taken by an attempt of this client, and not by another window. */
  #wasRival(): boolean {
    const { count, until } = this.#rivals;
    if (count === 0 || this.#options.environment.clock.now() >= until) return false;
    this.#rivals = { count: count - 1, until };
    return true;
  }

  #retry(
    retry: Exclude<Retry, "never">,
    { problem = null, retryAfterMs = null }: {
      readonly problem?: string | null;
      readonly retryAfterMs?: number | null;
    } = {},
  ): void {
    const { environment: { clock, random }, events } = this.#options;
    const phase = this.#phase;
    const now = clock.now();
    if (phase.name === "online" && now - phase.since >= STEADY_MS) {
      this.#attempt = 0;
      this.#lostAt = null;
    }
    this.#lostAt ??= now;
    const lostForMs = now - this.#lostAt;
    const outage = { attempt: this.#attempt++, retry, lostForMs, retryAfterMs };
    const retryInMs = waitBefore(outage, random);
    const cancel = clock.after(retryInMs, () => this.#connect());
    this.#phase = { name: "waiting", cancel, until: now + retryInMs };
    this.#become(
      {
        state: "offline",
        retry_in_ms: retryInMs,
        attempt: this.#attempt,
        ...problem !== null && { problem },
      },
      () => events.lost(),
    );
  }

  #finish(ending: Ended | Closed): void {
    const phase = this.#phase;
    if (phase.name === "over") return;
    if (phase.name === "waiting") phase.cancel();
    else if (phase.name !== "new") phase.connection.close();
    this.#phase = { name: "over", ending };
    const { events } = this.#options;
    this.#become(ending, () => {
      const kept = ending.state === "closed" && ending.advice === "resume";
      if (this.#seat !== null && !kept) events.seat(null);
      events.over(ending);
    });
  }

  /** Sets the status before the events that come with it, and reports it last, if it is still the same. */
  #become(status: Status, report: () => void = () => {}): void {
    this.#status = status;
    report();
    if (this.#status === status) this.#options.events.status(status);
  }
}
