/**
 * A member of a room, for programs: the room as it is, commands, and callbacks. It stays in the room
 * through lost connections (session.ts) and loses no vote (own_votes.ts). It must never log: it knows the
 * token.
 *
 * Most commands (commands.ts) need a connection; `vote`, `withdraw` and `leave` wait for one, and are sent
 * again where it is not sure that they arrived.
 */
import { type CommandData, Commands } from "./commands.ts";
import type { CreateOptions, Entry, JoinOptions, SavedSeat } from "./entry.ts";
import { type Clock, type Environment, platform } from "./environment.ts";
import { ClientError, promised, type Waiter } from "./errors.ts";
import { type OwnVote, OwnVotes } from "./own_votes.ts";
import { type Command, Replies } from "./replies.ts";
import { type RoomMessage, Session, type Welcome } from "./session.ts";
import { type Closed, type Ended, errorOf, type Status } from "./status.ts";
import type { MemberId, OkData, RoomState, ServerInfo } from "./types.ts";
import { Pauses, Watchers } from "./waits.ts";

export interface RoomClientOptions {
  /** The server's `/ws`, as http(s) or ws(s). */
  readonly url: string;
  /** The room has changed: versions only grow [P2.3]. */
  readonly onState?: (room: RoomState) => void;
  /** The own vote on the ballot shown has changed; null: there is none. */
  readonly onVote?: (vote: OwnVote | null) => void;
  readonly onStatus?: (status: Status) => void;
  /** What `resume` takes: keep it, but where nobody else looks; null: forget it. */
  readonly onSeat?: (seat: SavedSeat | null) => void;
  /** Default: the platform's sockets, timers and random numbers. */
  readonly environment?: Environment;
}

export class RoomClient extends Commands {
  readonly #options: RoomClientOptions;
  readonly #session: Session;
  readonly #replies = new Replies();
  readonly #votes: OwnVotes;
  readonly #watchers = new Watchers();
  readonly #pauses: Pauses;
  #entering: Waiter<RoomState> | null = null;
  #leaving: Waiter<void>[] = [];
  #welcome: Welcome | null = null;
  #room: RoomState | null = null;
  /** The version that shows the last own restart: the state comes a moment later than the reply. */
  #restarted_version = 0;
  #told_vote: OwnVote | null = null;
  readonly #clock: Clock;
  #server_offset_ms = 0;

  constructor(options: RoomClientOptions) {
    super();
    this.#options = options;
    const { url, environment = platform } = options;
    this.#clock = environment.clock;
    this.#pauses = new Pauses(environment.clock);
    this.#votes = new OwnVotes((command, waiter) => this.#send(command, waiter));
    this.#session = new Session({
      url,
      environment,
      events: {
        welcomed: (data) => this.#welcomed(data),
        said: (message) => this.#said(message),
        lost: () => this.#lost(),
        over: (ending) => this.#over(ending),
        status: (status) => options.onStatus?.(status),
        seat: (seat) => options.onSeat?.(seat),
      },
    });
  }

  /** The room as last seen; null before the first `WELCOME`. */
  get room(): RoomState | null {
    return this.#room;
  }

  get status(): Status {
    return this.#session.status;
  }

  /** Who this is in the room; null before the first `WELCOME`. */
  get member_id(): MemberId | null {
    return this.#welcome?.you.member_id ?? null;
  }

  /** The own vote on the ballot that the room shows. */
  get own_vote(): OwnVote | null {
    return this.#votes.current;
  }

  get server(): ServerInfo | null {
    return this.#welcome?.server ?? null;
  }

  /**
   * How far the server's clock is ahead of this one, in milliseconds, as of the last `WELCOME` and less its
   * way here: what to add to the own time to compare it with a room's times. 0 before the first.
   */
  get server_offset_ms(): number {
    return this.#server_offset_ms;
  }

  /** Opens a room. Not tried again: rejects with the server's reason, or `connection_failed`. */
  create(options: CreateOptions): Promise<RoomState> {
    return this.#enter({ action: "create", options });
  }

  /** Joins a room. Not tried again, like `create`. */
  join(options: JoinOptions): Promise<RoomState> {
    return this.#enter({ action: "join", options });
  }

  /** Comes back [P2.7]. Tried until it is in or refused (a room that is gone: `session_over`). */
  resume(seat: SavedSeat): Promise<RoomState> {
    return this.#enter({ action: "resume", options: seat });
  }

  /** Where it waits to try again, it tries now: a person asks for it, or the network is back. */
  retryNow(): void {
    this.#session.retryNow();
  }

  /** Hangs up without leaving: the member is away, `resume` brings it back. Idempotent. */
  close(): void {
    this.#session.close();
  }

  /** Waits for a room that satisfies `test`; rejects when this client is out of it. */
  until(test: (room: RoomState) => boolean): Promise<RoomState> {
    const { promise, waiter } = promised<RoomState>();
    if (this.#session.over !== null) waiter.failed(this.#session.over);
    else this.#watchers.add(test, waiter, this.#room);
    return promise;
  }

  /**
   * Votes, or changes the vote. Resolves once it, or a newer choice in its place, is in. The newest choice
   * outlives a lost connection: `ballot_over` where its ballot was over before it could be sent again.
   */
  vote(ticket_id: string, card: string): Promise<number> {
    return this.#choose(ticket_id, card);
  }

  /** Takes the vote back. */
  withdraw(ticket_id: string): Promise<number> {
    return this.#choose(ticket_id, null);
  }

  /** Leaves the room for good; without a connection as soon as there is one. */
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

  protected override request(type: string, data: CommandData): Promise<OkData> {
    const { promise, waiter } = promised<OkData>();
    this.#send({ type, data }, {
      done: (ok) => {
        if (type === "RESTART_VOTING") this.#restarted_version = ok.version ?? 0;
        waiter.done(ok);
      },
      failed: (error) => waiter.failed(error),
    });
    return promise;
  }

  protected override pass(ms: number): Promise<void> {
    return this.#pauses.pass(ms);
  }

  #enter(entry: Entry): Promise<RoomState> {
    const { promise, waiter } = promised<RoomState>();
    if (this.status.state === "new") {
      this.#entering = waiter;
      this.#session.enter(entry);
    } else waiter.failed(new ClientError("closed", "A client enters one room, once."));
    return promise;
  }

  #send(command: Command, waiter: Waiter<OkData>): void {
    const { over, online } = this.#session;
    if (over !== null) waiter.failed(over);
    else if (!online) waiter.failed(offline());
    else this.#replies.send(command, waiter, (text) => this.#session.send(text));
  }

  #choose(ticket_id: string, card: string | null): Promise<number> {
    const { promise, waiter } = promised<number>();
    const { over } = this.#session;
    const choose = () => {
      this.#votes.choose({ ticket_id, card }, { online: this.#session.online, waiter });
      this.#tellVote();
    };
    const shown = this.#restarted_version;
    if (over !== null) waiter.failed(over);
    else if (this.#room === null || this.#room.version >= shown) choose();
    else {
      // [R12] right behind the own restart: a vote is for the attempt that its voter sees
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
    const is_new = room.version !== this.#room?.version;
    this.#welcome = data;
    this.#server_offset_ms = now - this.#clock.now();
    this.#room = room;
    this.#votes.welcomed(room, you);
    if (this.#session.leaving) this.#sendLeave();
    if (is_new) this.#tellState(room);
    this.#tellVote();
    this.#entering?.done(room);
    this.#entering = null;
  }

  #said(message: RoomMessage): void {
    if (message.type !== "ROOM_STATE") this.#replies.reply(message);
    else {
      const { room } = message.data;
      if (room.version <= (this.#room?.version ?? 0)) return;
      this.#room = room;
      this.#votes.stated(room, this.member_id ?? "");
      this.#tellState(room);
    }
    this.#tellVote();
  }

  #lost(): void {
    const message = "The connection was lost before the server answered.";
    this.#replies.fail(new ClientError("connection_lost", message, { retry: "later" }));
  }

  #over(ending: Ended | Closed): void {
    const error = errorOf(ending);
    const is_out = ending.state === "ended" || ending.code === "left";
    for (const waiter of this.#leaving.splice(0)) is_out ? waiter.done() : waiter.failed(error);
    this.#pauses.fail(error);
    this.#replies.fail(error);
    this.#votes.fail(error);
    this.#watchers.fail(error);
    this.#entering?.failed(error);
    this.#entering = null;
    this.#tellVote();
  }

  #tellState(room: RoomState): void {
    this.#options.onState?.(room);
    this.#watchers.look(room);
  }

  #tellVote(): void {
    const vote = this.#votes.current;
    if (JSON.stringify(vote) === JSON.stringify(this.#told_vote)) return;
    this.#told_vote = vote;
    this.#options.onVote?.(vote);
  }
}

function offline(): ClientError {
  const message = "There is no connection to the server at the moment.";
  return new ClientError("offline", message, { retry: "later" });
}
