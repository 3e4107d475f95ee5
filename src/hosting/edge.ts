/**
 * The edge: the connections that are open on this worker, each with the worker that is home to its room. It carries
 * messages there and frames back, and decides nothing. When a room moves, its members' connections stay open and are
 * attached to its new home [C19].
 */
import type { ClientMessage } from "../protocol/client_message.ts";
import type { Clock } from "../base/clock.ts";
import type {
  Cause,
  Connection,
  JoinRefusal,
  ProgramRequest,
  SeatId,
  Source,
  ToEdge,
  ToHome,
} from "../bus/envelopes.ts";
import type { Metrics } from "../base/metrics.ts";
import type { JoinRequest } from "../protocol/request.ts";
import { HomeSearch } from "./home_search.ts";
import { KeptSeat, type Received } from "./kept_seat.ts";
import { OpenConnection } from "./open_connection.ts";
import type { Placement } from "./placement.ts";
import { REFUSED } from "./refusals.ts";
import { assertNever } from "../room/state.ts";

/** How long a connection waits for its room's next home, in milliseconds; set by `--cluster-patience` [C20]. */
const PATIENCE_MS = 12_000;

export interface EdgeOptions {
  readonly clock: Pick<Clock, "wall" | "after">;
  readonly metrics: Metrics;
  readonly placement: Placement;
  /** Default: PATIENCE_MS. */
  readonly patience_ms?: number;
}

export class Edge {
  readonly #toHome: (home: number, message: ToHome) => void;
  readonly #clock: EdgeOptions["clock"];
  readonly #metrics: Metrics;
  readonly #placement: Placement;
  readonly #search: HomeSearch;
  readonly #connections = new Map<number, OpenConnection>();
  #lastConn = 0;

  constructor(
    toHome: (home: number, message: ToHome) => void,
    { clock, metrics, placement, patience_ms = PATIENCE_MS }: EdgeOptions,
  ) {
    this.#toHome = toHome;
    this.#clock = clock;
    this.#metrics = metrics;
    this.#placement = placement;
    const giveUp = (open: OpenConnection, refusal: JoinRefusal) => this.#giveUp(open, refusal);
    this.#search = new HomeSearch({ clock, placement, patience_ms, toHome, giveUp });
  }

  /**
   * Registers a connection and sends its request to the room's home: for a seat, for its former seat, or for what a
   * program wants. Returns the connection's number.
   */
  join(socket: Connection, request: JoinRequest | ProgramRequest, source: Source): number {
    const conn = ++this.#lastConn;
    const state = request.action === "resume" ? "resuming" : "joining";
    const open = new OpenConnection(this, { conn, socket, state });
    this.#connections.set(conn, open);
    socket.joining(open);
    open.pending = { request, source };
    // [C20] refused at once, so that the client soon tries another machine, which may reach the room
    if (this.#placement.isOutOfReach) this.#remove(conn)?.turnAway(REFUSED.outOfReach);
    else this.#search.seek(open);
    return conn;
  }

  /** Whether no connection waits for its room's next home. */
  get isAttached(): boolean {
    return this.#search.isAttached;
  }

  message(conn: number, message: ClientMessage): void {
    const open = this.#connections.get(conn);
    if (open === undefined) return;
    const received = { message, at: this.#clock.wall() };
    if (open.seat?.isDetached !== true) return this.#forward(open, received);
    if (!open.seat.wait(received)) this.#giveUp(open, REFUSED.moved);
  }

  /** The connection has ended, or is about to. Idempotent. */
  gone(conn: number): void {
    const open = this.#remove(conn);
    if (open === undefined || open.home === null) return;
    const welcomed = open.state === "resuming" || open.state === "welcomed";
    this.#toHome(open.home, { kind: "gone", conn, welcomed });
  }

  receive(message: ToEdge): void {
    switch (message.kind) {
      case "seated":
        return this.#seated(message.conn, message.seat);
      case "refused":
        return this.#remove(message.conn)?.turnAway(message.refusal);
      case "elsewhere": {
        const open = this.#connections.get(message.conn);
        if (open !== undefined && open.isSeeking) this.#search.seekLater([open]);
        return;
      }
      case "frame":
        for (const conn of message.conns) {
          const open = this.#connections.get(conn);
          if (open === undefined) continue;
          open.state = "welcomed";
          if (message.notes !== undefined) open.seat?.got(message.notes);
          open.socket.send(message.frame);
        }
        return this.#sent(message.kind, message.cause);
      case "state": {
        const replies = message.replies && new Map(message.replies);
        for (const conn of message.conns) {
          const open = this.#connections.get(conn);
          if (open === undefined) continue;
          const owed = replies?.get(conn);
          for (const { re } of owed ?? []) open.seat?.answered(re);
          open.socket.sendState(message.frame, owed);
        }
        return this.#sent(message.kind, message.cause);
      }
      case "close": {
        const { conns, close, message: why, moved } = message;
        if (moved !== undefined) return this.#moved(conns, moved);
        for (const conn of conns) this.#remove(conn)?.socket.close(close, why);
        return;
      }
      default:
        return assertNever(message);
    }
  }

  /** [S5] A worker has died, and the rooms with it that it was home to. */
  workerLost(home: number): void {
    const open = [...this.#connections.values()].filter((one) => one.home === home);
    // those without a seat yet may get it from another worker
    const seeking = open.filter(({ isSeeking }) => isSeeking);
    const seated = open.filter(({ isSeeking }) => !isSeeking);
    const kept = this.#detach(seated.map((one) => [one, null]), WORKER_LOST);
    for (const one of [...seeking, ...kept]) this.#search.seek(one);
  }

  /**
   * [W11] A worker is down and has not been replaced yet (`missing`), or is back. While it is down, requests for seats
   * in its rooms are refused at once.
   */
  workerMissing(worker: number, missing: boolean): void {
    this.#search.workerMissing(worker, missing);
    if (!missing) return;
    for (const open of this.#connections.values()) {
      const { home, state, isSeeking } = open;
      const hasSeat = state === "seated" || state === "welcomed";
      if (home !== worker || hasSeat && !isSeeking) continue;
      // also withdraws the request, so that the replacement does not give a seat to a closed connection
      this.#giveUp(open, REFUSED.workerMissing);
    }
  }

  /** Stops the timers. Idempotent. */
  close(): void {
    this.#search.close();
  }

  #forward(open: OpenConnection, received: Received): void {
    if (open.home === null) return;
    open.seat?.sent(received);
    const { message, at } = received;
    this.#toHome(open.home, { kind: "message", conn: open.conn, message, at });
  }

  #seated(conn: number, seat: SeatId | undefined): void {
    const open = this.#connections.get(conn);
    if (open === undefined) return;
    const { pending } = open;
    open.pending = null;
    if (open.seat !== null) {
      // [C19] the room has moved; the client is sent nothing about it
      this.#search.reattached(open);
      for (const received of open.seat.reattached()) this.#forward(open, received);
      return;
    }
    if (pending !== null && seat !== undefined) {
      const { request, source } = pending;
      const replies = "replies" in request ? request.replies : undefined;
      open.seat = new KeptSeat({ seat, source, replies });
    }
    open.state = open.state === "resuming" ? "welcomed" : "seated";
    open.socket.seated();
  }

  /** [C19, C21] The rooms of these have moved. `taken`: how many messages of each the old home has processed. */
  #moved(conns: readonly number[], taken: readonly number[]): void {
    const lost: Lost[] = [];
    for (const [n, conn] of conns.entries()) {
      const open = this.#connections.get(conn);
      if (open !== undefined) lost.push([open, taken[n] ?? 0]);
    }
    // later, because the placement may still name the old home
    this.#search.seekLater(this.#detach(lost, REFUSED.moved));
  }

  /** Detaches connections from their home. Closes those that can't be attached to the next one; returns the others. */
  #detach(
    lost: readonly Lost[],
    { close, message }: Pick<JoinRefusal, "close" | "message">,
  ): readonly OpenConnection[] {
    const kept: OpenConnection[] = [];
    for (const [one, taken] of lost) {
      if (one.seat?.detach(taken) === true) kept.push(one);
      else this.#remove(one.conn)?.socket.close(close, message);
    }
    this.#search.detached(kept);
    return kept;
  }

  /** Refuses a connection that waits for its home. A home that was asked for a seat is notified. */
  #giveUp(open: OpenConnection, refusal: JoinRefusal): void {
    this.gone(open.conn);
    open.turnAway(refusal);
  }

  #sent(kind: "frame" | "state", cause: Cause): void {
    if (cause !== null) this.#metrics.time("sends", kind, this.#clock.wall() - cause);
  }

  #remove(conn: number): OpenConnection | undefined {
    const open = this.#connections.get(conn);
    if (open === undefined) return;
    this.#connections.delete(conn);
    this.#search.forget(open);
    return open;
  }
}

/** A connection whose home is gone, and how many of its messages the home processed; null: unknown. */
type Lost = readonly [OpenConnection, taken: number | null];

const WORKER_LOST = {
  close: "restarting",
  message:
    "The part of the server that held this room had to restart: please join it again, or open a new one.",
} as const;
