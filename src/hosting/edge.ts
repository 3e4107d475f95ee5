/**
 * The edge: connections that are open on this worker, each with the worker that is home to its room. It
 * carries messages there and frames back, and decides nothing.
 */
import type { ClientMessage } from "../protocol/client_message.ts";
import type { Clock } from "../base/clock.ts";
import type {
  Cause,
  Connection,
  EdgeConnection,
  ProgramRequest,
  Source,
  ToEdge,
  ToHome,
} from "../bus/envelopes.ts";
import type { Metrics } from "../base/metrics.ts";
import type { JoinRequest } from "../protocol/request.ts";
import { homeFor, type Placement } from "./placement.ts";
import { REFUSED } from "./refusals.ts";
import { assertNever } from "../room/state.ts";

/** A seat that was asked of a worker which is not home to its room is asked for again after this, in milliseconds. */
const SEEK_AGAIN_MS = 100;

interface EdgeOptions {
  readonly clock: Pick<Clock, "wall" | "after">;
  readonly metrics: Metrics;
  readonly placement: Placement;
}

export class Edge {
  readonly #toHome: (home: number, message: ToHome) => void;
  readonly #clock: EdgeOptions["clock"];
  readonly #metrics: Metrics;
  readonly #placement: Placement;
  readonly #connections = new Map<number, OpenConnection>();
  /** Workers that are down and could not be replaced yet. */
  readonly #missing = new Set<number>();
  #lastConn = 0;

  constructor(
    toHome: (home: number, message: ToHome) => void,
    { clock, metrics, placement }: EdgeOptions,
  ) {
    this.#toHome = toHome;
    this.#clock = clock;
    this.#metrics = metrics;
    this.#placement = placement;
    placement.onChange(() => this.#seekAll());
  }

  /**
   * Takes a connection in, and asks for its seat, or the one it resumes; or for what a program wants, which has none.
   * Returns its number.
   */
  join(socket: Connection, request: JoinRequest | ProgramRequest, source: Source): number {
    const conn = ++this.#lastConn;
    const state = request.action === "resume" ? "resuming" : "joining";
    const open = new OpenConnection(this, { conn, socket, state });
    this.#connections.set(conn, open);
    socket.joining(open);
    // [C20] another machine may reach its room, and it comes to one the sooner
    if (this.#placement.isOutOfReach) this.#remove(conn)?.socket.refused(REFUSED.outOfReach);
    else this.#seek(open, { request, source });
    return conn;
  }

  message(conn: number, message: ClientMessage): void {
    const open = this.#connections.get(conn);
    if (open === undefined || open.home === null) return;
    this.#toHome(open.home, { kind: "message", conn, message, at: this.#clock.wall() });
  }

  /** The connection ended, or is as good as ended. May be called any number of times. */
  gone(conn: number): void {
    const open = this.#remove(conn);
    if (open === undefined || open.home === null) return;
    const welcomed = open.state === "resuming" || open.state === "welcomed";
    this.#toHome(open.home, { kind: "gone", conn, welcomed });
  }

  receive(message: ToEdge): void {
    switch (message.kind) {
      case "seated": {
        const open = this.#connections.get(message.conn);
        if (open === undefined) return;
        open.state = open.state === "resuming" ? "welcomed" : "seated";
        open.wish = null;
        return open.socket.seated();
      }
      case "refused":
        return this.#remove(message.conn)?.socket.refused(message.refusal);
      case "elsewhere": {
        const open = this.#connections.get(message.conn);
        if (open === undefined || open.wish === null) return;
        open.home = null;
        return void this.#clock.after(SEEK_AGAIN_MS, () => this.#seekAgain(open));
      }
      case "frame":
        for (const conn of message.conns) {
          const open = this.#connections.get(conn);
          if (open === undefined) continue;
          open.state = "welcomed";
          open.socket.send(message.frame);
        }
        return this.#sent(message.kind, message.cause);
      case "state": {
        const replies = message.replies && new Map(message.replies);
        for (const conn of message.conns) {
          this.#connections.get(conn)?.socket.sendState(message.frame, replies?.get(conn));
        }
        return this.#sent(message.kind, message.cause);
      }
      case "close":
        for (const conn of message.conns) {
          this.#remove(conn)?.socket.close(message.close, message.message);
        }
        return;
      default:
        return assertNever(message);
    }
  }

  /** [S5] The worker that was home to these connections' rooms is gone, and the rooms with it. */
  workerLost(home: number): void {
    for (const [conn, open] of this.#connections) {
      if (open.home !== home) continue;
      if (open.wish !== null) {
        open.home = null; // it has no seat yet, and may have it from another worker
        this.#seekAgain(open);
        continue;
      }
      this.#connections.delete(conn);
      open.socket.close(
        "restarting",
        "The part of the server that held this room had to restart: please join it again, or open a new one.",
      );
    }
  }

  /**
   * [W11] A worker is down and could not be replaced yet, or it is back: until then whoever wants a seat in a
   * room at home there is refused at once.
   */
  workerMissing(worker: number, missing: boolean): void {
    if (!missing) return void this.#missing.delete(worker);
    this.#missing.add(worker);
    for (const [conn, { socket, home, state }] of this.#connections) {
      if (home !== worker || state === "seated" || state === "welcomed") continue;
      // what is on its way to the worker gives no seat to nobody when it is back
      this.gone(conn);
      socket.refused(REFUSED.workerMissing);
    }
  }

  /** Asks whoever is home to the room now; with nobody it waits, for as long as its connection does [C4]. */
  #seek(open: OpenConnection, wish: Wish): void {
    const { request, source } = wish;
    const home = homeFor(request, this.#placement);
    open.home = home;
    open.wish = this.#placement.moves ? wish : null; // on one machine nobody else can give it
    if (home === null) return;
    const { conn } = open;
    if (this.#missing.has(home)) {
      this.#remove(conn)?.socket.refused(REFUSED.workerMissing);
    } else this.#toHome(home, asked(conn, request, source));
  }

  #seekAgain(open: OpenConnection): void {
    if (open.home === null && open.wish !== null && this.#connections.get(open.conn) === open) {
      this.#seek(open, open.wish);
    }
  }

  #seekAll(): void {
    for (const open of [...this.#connections.values()]) this.#seekAgain(open);
  }

  #sent(kind: "frame" | "state", cause: Cause): void {
    if (cause !== null) this.#metrics.time("sends", kind, this.#clock.wall() - cause);
  }

  #remove(conn: number): OpenConnection | undefined {
    const open = this.#connections.get(conn);
    this.#connections.delete(conn);
    return open;
  }
}

/**
 * `joining`, `resuming`: its seat is still to come. `welcomed`: the client has what it can resume with, because a
 * frame has gone to it, or because it has resumed [P2.7].
 */
type State = "joining" | "resuming" | "seated" | "welcomed";

/** What a home is asked for. */
function asked(conn: number, request: JoinRequest | ProgramRequest, source: Source): ToHome {
  switch (request.action) {
    case "create":
      return { kind: "create", conn, request, source };
    case "open":
    case "show":
    case "queue":
      return { kind: "program", conn, request, source };
    default:
      return { kind: "join", conn, request, source };
  }
}

/** The seat that a connection wants, or what a program does. */
interface Wish {
  readonly request: JoinRequest | ProgramRequest;
  readonly source: Source;
}

/** One connection that the edge has, and its way to its room. */
class OpenConnection implements EdgeConnection {
  readonly #edge: Edge;
  readonly conn: number;
  readonly socket: Connection;
  /** The worker that is home to its room; null: nobody is, and it waits. */
  home: number | null = null;
  /** What to ask the next home for, while another may have to be asked. */
  wish: Wish | null = null;
  state: State;

  constructor(
    edge: Edge,
    { conn, socket, state }: {
      readonly conn: number;
      readonly socket: Connection;
      readonly state: State;
    },
  ) {
    this.#edge = edge;
    this.conn = conn;
    this.socket = socket;
    this.state = state;
  }

  message(message: ClientMessage): void {
    this.#edge.message(this.conn, message);
  }

  gone(): void {
    this.#edge.gone(this.conn);
  }
}
