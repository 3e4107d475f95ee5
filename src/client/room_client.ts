/**
 * A member of a room, for programs: the room's state, commands, and callbacks. It reconnects (session.ts), and loses no
 * vote (own_votes.ts). It must never log, because it knows the resume token.
 *
 * Most commands (commands.ts) need a connection; `vote`, `withdraw` and `leave` wait for one, and are sent again if
 * they may not have arrived.
 */
import type { ClientCommand } from "../protocol/v2_commands.ts";
import { Commands } from "./commands.ts";
import type { CreateOptions, JoinOptions, JoinRequest, SavedSeat } from "./join_request.ts";
import { type Environment, platform } from "./environment.ts";
import { ClientError, promised, type Waiter } from "./errors.ts";
import { overtaken } from "./overtaken.ts";
import { type OwnVote, OwnVotes } from "./own_votes.ts";
import { Replies } from "./replies.ts";
import { type RoomMessage, Session, type Welcome } from "./session.ts";
import { type Closed, type Ended, errorOf, type Status } from "./status.ts";
import type { MemberId, Nudge, OkData, RoomState, ServerInfo } from "./types.ts";
import { Pauses, Watchers } from "./waits.ts";

/** An error that a callback throws is reported like any uncaught error, and does not affect the client. */
export interface RoomClientOptions {
  /** The server's `/ws`, as http(s) or ws(s). */
  readonly url: string;
  /** The room has changed; its version only grows [P2.3]. */
  readonly onState?: (room: RoomState) => void;
  /** This member's vote on the current ballot has changed; null: there is none. */
  readonly onVote?: (vote: OwnVote | null) => void;
  /** Somebody waits for this member's vote [P2.5a]. */
  readonly onNudged?: (nudge: Nudge) => void;
  /** The connection's status has changed. */
  readonly onStatus?: (status: Status) => void;
  /** What `resume` takes: keep it in a private place; null: delete it. */
  readonly onSeat?: (seat: SavedSeat | null) => void;
  /** Default: the platform's sockets, timers and random numbers. */
  readonly environment?: Environment;
}

/** A member's stay in a room. Make a new one for each `create`, `join` or `resume`. */
export class RoomClient extends Commands {
  readonly #options: RoomClientOptions;
  readonly #session: Session;
  readonly #replies = new Replies();
  readonly #votes: OwnVotes;
  readonly #watchers = new Watchers();
  readonly #pauses: Pauses;
  #joining: Waiter<RoomState> | null = null;
  #leaving: Waiter<void>[] = [];
  #welcome: Welcome | null = null;
  #room: RoomState | null = null;
  /** The version that shows this client's last restart, whose state comes after the reply. */
  #restartedVersion = 0;
  #reportedVote: OwnVote | null = null;
  readonly #environment: Environment;
  /** The server's clock in its last message, and when that came, on the monotonic clock. */
  #serverTime: { readonly now: number; readonly at: number } | null = null;

  /** Does not connect yet: `create`, `join` and `resume` do. */
  constructor(options: RoomClientOptions) {
    super();
    this.#options = options;
    const { url, environment = platform } = options;
    this.#environment = environment;
    this.#pauses = new Pauses(environment.clock);
    this.#votes = new OwnVotes((command, waiter) => this.#send(command, waiter));
    this.#session = new Session({
      url,
      environment,
      events: {
        welcomed: (data) => this.#welcomed(data),
        received: (message) => this.#received(message),
        lost: () => this.#lost(),
        over: (ending) => this.#over(ending),
        status: (status) => this.#call(options.onStatus, status),
        seat: (seat) => this.#call(options.onSeat, seat),
      },
    });
  }

  /** The latest state of the room; null before the first `WELCOME`. */
  get room(): RoomState | null {
    return this.#room;
  }

  /** The status of the connection. */
  get status(): Status {
    return this.#session.status;
  }

  /** This member's id; null before the first `WELCOME`. */
  get memberId(): MemberId | null {
    return this.#welcome?.you.member_id ?? null;
  }

  /** This member's vote on the current ballot; null: there is none. */
  get ownVote(): OwnVote | null {
    return this.#votes.current;
  }

  /** The server's name and version; null before the first `WELCOME`. */
  get server(): ServerInfo | null {
    return this.#welcome?.server ?? null;
  }

  /**
   * The current time on the server's clock, in milliseconds since 1970, to compare a room's times with. It is
   * synchronised with every state and runs on a monotonic clock in between, so that setting a clock, here or there,
   * makes it wrong only briefly. Before the first `WELCOME` it is the local time.
   */
  serverNow(): number {
    const { clock } = this.#environment;
    const last = this.#serverTime;
    return last === null ? clock.wall() : last.now + (clock.now() - last.at);
  }

  /** While the status is `offline`: milliseconds until the next attempt. Otherwise null. */
  nextTryIn(): number | null {
    return this.#session.nextTryInMs;
  }

  /** Opens a room. Never retried: rejects with the server's reason, or `connection_failed`. */
  create(options: CreateOptions): Promise<RoomState> {
    return this.#join({ action: "create", options });
  }

  /** Joins a room. Never retried, like `create`. */
  join(options: JoinOptions): Promise<RoomState> {
    return this.#join({ action: "join", options });
  }

  /** Comes back to a seat [P2.7]. Retried until it succeeds or is refused (`session_over` if the room is gone). */
  resume(seat: SavedSeat): Promise<RoomState> {
    return this.#join({ action: "resume", options: seat });
  }

  /** Ends the wait for the next attempt, because a person asks for that. */
  retryNow(): void {
    this.#session.retryNow();
  }

  /**
   * To be called when the machine has woken up, or the network may have changed: the server then has 3 s to answer, or
   * the connection counts as lost. If it is lost already, the next attempt is made now. May be called at any time.
   */
  checkConnection(): void {
    this.#session.check();
  }

  /** Closes the connection without leaving: the member is away, and can `resume`. Idempotent. */
  close(): void {
    this.#session.close();
  }

  /** Waits for a state that satisfies `test`; rejects when this client leaves the room, or with what `test` throws. */
  until(test: (room: RoomState) => boolean): Promise<RoomState> {
    const { promise, waiter } = promised<RoomState>();
    if (this.#session.over !== null) waiter.failed(this.#session.over);
    else this.#watchers.add(test, waiter, this.#room);
    return promise;
  }

  /**
   * Votes, or changes the vote. Resolves when this vote, or a newer one that has replaced it, is counted. After a lost
   * connection the newest is sent again; rejects with `ballot_over` if its ballot is over by then.
   */
  vote(ticketId: string, card: string): Promise<number> {
    return this.#choose(ticketId, card);
  }

  /** Withdraws the vote. */
  withdraw(ticketId: string): Promise<number> {
    return this.#choose(ticketId, null);
  }

  /** Leaves the room for good, as soon as there is a connection. */
  leave(): Promise<void> {
    const { promise, waiter } = promised<void>();
    const { over, online, leaving } = this.#session;
    if (over !== null) waiter.failed(over);
    else if (this.status.state === "new") waiter.failed(offline());
    else {
      this.#leaving.push(waiter);
      this.#session.leaving = true;
      if (online && !leaving) this.#sendLeave();
    }
    return promise;
  }

  /** Sends a command and waits for its reply; what somebody else did just before counts as done. */
  protected override request(command: ClientCommand): Promise<OkData> {
    const { promise, waiter } = promised<OkData>();
    const asked = this.#room;
    this.#send(command, {
      done: (ok) => {
        if (command.type === "RESTART_VOTING") this.#restartedVersion = ok.version ?? 0;
        waiter.done(ok);
      },
      failed: (error) => {
        const verdict = asked === null ? null : overtaken(command, error.code, asked);
        if (verdict === null) waiter.failed(error);
        else this.#awaitOvertaken(verdict, error, waiter);
      },
    });
    return promise;
  }

  /** A refusal comes before the state that shows its reason, which is the next one, or has come already. */
  #awaitOvertaken(
    verdict: NonNullable<ReturnType<typeof overtaken>>,
    error: ClientError,
    waiter: Waiter<OkData>,
  ): void {
    const refusedAt = this.#room?.version ?? 0;
    const shows = (room: RoomState) => verdict(room) !== null || room.version > refusedAt;
    const done = (room: RoomState) =>
      verdict(room) === true ? waiter.done({ version: room.version }) : waiter.failed(error);
    this.#watchers.add(shows, { done, failed: () => waiter.failed(error) }, this.#room);
  }

  /** Waits for `ms` milliseconds; rejects when the client is out of the room. */
  protected override pass(ms: number): Promise<void> {
    return this.#pauses.pass(ms);
  }

  #join(request: JoinRequest): Promise<RoomState> {
    const { promise, waiter } = promised<RoomState>();
    if (this.status.state === "new") {
      this.#joining = waiter;
      this.#session.join(request);
    } else waiter.failed(new ClientError("closed", "A client joins one room, once."));
    return promise;
  }

  #send(command: ClientCommand, waiter: Waiter<OkData>): void {
    const { over, online } = this.#session;
    if (over !== null) waiter.failed(over);
    else if (!online) waiter.failed(offline());
    else this.#replies.send(command, waiter, (text) => this.#session.send(text));
  }

  #choose(ticketId: string, card: string | null): Promise<number> {
    const { promise, waiter } = promised<number>();
    const { over } = this.#session;
    const choose = () => {
      this.#votes.choose({ ticket_id: ticketId, card }, { online: this.#session.online, waiter });
      this.#reportVote();
    };
    const shown = this.#restartedVersion;
    if (over !== null) waiter.failed(over);
    else if (this.#room === null || this.#room.version >= shown) choose();
    else {
      // [R12] right after this client's restart: a vote is for the attempt that its voter sees
      const failed = (error: ClientError) => waiter.failed(error);
      this.#watchers.add((room) => room.version >= shown, { done: choose, failed }, this.#room);
    }
    return promise;
  }

  #sendLeave(): void {
    this.#send({ type: "LEAVE", data: {} }, {
      done: () => {
        for (const waiter of this.#leaving.splice(0)) waiter.done();
      },
      failed: (error) => {
        if (error.code === "connection_lost") return;
        this.#session.leaving = false;
        for (const waiter of this.#leaving.splice(0)) waiter.failed(error);
      },
    });
  }

  #welcomed(data: Welcome): void {
    const { room, you, now } = data;
    const isNew = room.version !== this.#room?.version;
    this.#welcome = data;
    this.#measure(now);
    this.#room = room;
    this.#votes.welcomed(room, you);
    if (this.#session.leaving) this.#sendLeave();
    if (isNew) this.#reportState(room);
    this.#reportVote();
    this.#joining?.done(room);
    this.#joining = null;
  }

  #received(message: RoomMessage): void {
    if (message.type === "NUDGED") {
      return this.#call(this.#options.onNudged, message.data);
    }
    if (message.type !== "ROOM_STATE") this.#replies.reply(message);
    else {
      const { re: replied = [], data: { room, now } } = message;
      for (const re of replied) {
        this.#replies.reply({ type: "OK", re, data: { version: room.version } });
      }
      if (now !== undefined) this.#measure(now);
      if (room.version <= (this.#room?.version ?? 0)) return;
      this.#room = room;
      this.#votes.stated(room, this.memberId ?? "");
      this.#reportState(room);
    }
    this.#reportVote();
  }

  #lost(): void {
    const message = "The connection was lost before the server answered.";
    this.#replies.fail(new ClientError("connection_lost", message, { retry: "later" }));
  }

  #over(ending: Ended | Closed): void {
    const error = errorOf(ending);
    const isOut = ending.state === "ended" || ending.code === "left";
    for (const waiter of this.#leaving.splice(0)) isOut ? waiter.done() : waiter.failed(error);
    this.#pauses.fail(error);
    this.#replies.fail(error);
    this.#votes.fail(error);
    this.#watchers.fail(error);
    this.#joining?.failed(error);
    this.#joining = null;
    this.#reportVote();
  }

  #reportState(room: RoomState): void {
    this.#call(this.#options.onState, room);
    this.#watchers.look(room);
  }

  #reportVote(): void {
    const vote = this.#votes.current;
    if (JSON.stringify(vote) === JSON.stringify(this.#reportedVote)) return;
    this.#reportedVote = vote;
    this.#call(this.#options.onVote, vote);
  }

  #measure(now: number): void {
    this.#serverTime = { now, at: this.#environment.clock.now() };
  }

  /** Calls back, and reports what the callback throws. */
  #call<T>(callback: ((news: T) => void) | undefined, news: T): void {
    try {
      callback?.call(this.#options, news);
    } catch (error) {
      this.#environment.report(error);
    }
  }
}

function offline(): ClientError {
  const message = "There is no connection to the server at the moment.";
  return new ClientError("offline", message, { retry: "later" });
}
