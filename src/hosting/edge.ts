/**
 * The edge: connections that are open on this worker, each with the worker that is home to its room. It
 * carries messages there and frames back, and decides nothing.
 */
import type { ClientMessage } from "../protocol/client_message.ts";
import type { Clock } from "../base/clock.ts";
import type { Cause, Connection, EdgeConnection, ToEdge, ToHome } from "../bus/envelopes.ts";
import type { Metrics } from "../base/metrics.ts";
import { REFUSED } from "./refusals.ts";
import { assertNever } from "../room/state.ts";

export class Edge {
  readonly #toHome: (home: number, message: ToHome) => void;
  readonly #clock: Pick<Clock, "wall">;
  readonly #metrics: Metrics;
  readonly #connections = new Map<number, OpenConnection>();
  /** Workers that are down and could not be replaced yet. */
  readonly #missing = new Set<number>();
  #lastConn = 0;

  constructor(
    toHome: (home: number, message: ToHome) => void,
    { clock, metrics }: { readonly clock: Pick<Clock, "wall">; readonly metrics: Metrics },
  ) {
    this.#toHome = toHome;
    this.#clock = clock;
    this.#metrics = metrics;
  }

  /** Takes a connection in; its seat, or the one it resumes, is still to come. Returns its number. */
  join(socket: Connection, home: number, { resuming = false } = {}): number {
    const conn = ++this.#lastConn;
    const state = resuming ? "resuming" : "joining";
    const open = new OpenConnection(this, { conn, home, socket, state });
    this.#connections.set(conn, open);
    socket.joining(open);
    return conn;
  }

  message(conn: number, message: ClientMessage): void {
    const open = this.#connections.get(conn);
    if (open === undefined) return;
    this.#toHome(open.home, { kind: "message", conn, message, at: this.#clock.wall() });
  }

  /** The connection ended, or is as good as ended. May be called any number of times. */
  gone(conn: number): void {
    const open = this.#remove(conn);
    if (open === undefined) return;
    const welcomed = open.state === "resuming" || open.state === "welcomed";
    this.#toHome(open.home, { kind: "gone", conn, welcomed });
  }

  receive(message: ToEdge): void {
    switch (message.kind) {
      case "seated": {
        const open = this.#connections.get(message.conn);
        if (open === undefined) return;
        open.state = open.state === "resuming" ? "welcomed" : "seated";
        return open.socket.seated();
      }
      case "refused":
        return this.#remove(message.conn)?.socket.refused(message.refusal);
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

  /** Whether this worker could not be replaced yet. */
  isMissing(worker: number): boolean {
    return this.#missing.has(worker);
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

/** One connection that the edge has, and its way to its room. */
class OpenConnection implements EdgeConnection {
  readonly #edge: Edge;
  readonly #conn: number;
  readonly home: number;
  readonly socket: Connection;
  state: State;

  constructor(
    edge: Edge,
    { conn, home, socket, state }: {
      readonly conn: number;
      readonly home: number;
      readonly socket: Connection;
      readonly state: State;
    },
  ) {
    this.#edge = edge;
    this.#conn = conn;
    this.home = home;
    this.socket = socket;
    this.state = state;
  }

  message(message: ClientMessage): void {
    this.#edge.message(this.#conn, message);
  }

  gone(): void {
    this.#edge.gone(this.#conn);
  }
}
