/**
 * The edge: connections that are open on this worker, each with the worker that is home to its room. It
 * carries messages there and frames back, and decides nothing.
 */
import type { ClientMessage } from "../protocol/client_message.ts";
import type { Clock } from "./clock.ts";
import type { Cause, Connection, ToEdge, ToHome } from "./messages.ts";
import type { Metrics } from "./metrics.ts";
import { assertNever } from "../room/state.ts";

/** Messages that wait while a seat is being reserved [W4]. */
export const WAITING_MESSAGES_MAX = 8;

interface Attached {
  readonly connection: Connection;
  readonly home: number;
  /** Messages that came before the seat, and when; null once it is there. */
  waiting: { readonly message: ClientMessage; readonly at: number }[] | null;
  /** The client has nothing yet to come back with: no frame has gone to it, and it did not resume [P2.7]. */
  untold: boolean;
}

export class Edge {
  readonly #toHome: (home: number, message: ToHome) => void;
  readonly #clock: Pick<Clock, "now">;
  readonly #metrics: Metrics;
  readonly #attached = new Map<number, Attached>();
  #lastConn = 0;

  constructor(
    toHome: (home: number, message: ToHome) => void,
    { clock, metrics }: { readonly clock: Pick<Clock, "now">; readonly metrics: Metrics },
  ) {
    this.#toHome = toHome;
    this.#clock = clock;
    this.#metrics = metrics;
  }

  /** Takes a connection in; its seat, or the one it returns to, is still to come. Returns its number. */
  attach(connection: Connection, home: number, { returns = false } = {}): number {
    const conn = ++this.#lastConn;
    this.#attached.set(conn, { connection, home, waiting: [], untold: !returns });
    return conn;
  }

  message(conn: number, message: ClientMessage): void {
    const attached = this.#attached.get(conn);
    if (attached === undefined) return;
    const at = this.#clock.now();
    if (attached.waiting === null) {
      this.#toHome(attached.home, { kind: "message", conn, message, at });
    } else if (attached.waiting.length < WAITING_MESSAGES_MAX) {
      attached.waiting.push({ message, at });
    } else {
      this.gone(conn);
      attached.connection.close("policy", "Too many messages before the room has answered.");
    }
  }

  /** The connection ended, or is as good as ended. May be called any number of times. */
  gone(conn: number): void {
    const attached = this.#attached.get(conn);
    if (attached === undefined) return;
    this.#attached.delete(conn);
    this.#toHome(attached.home, { kind: "gone", conn, untold: attached.untold });
  }

  receive(message: ToEdge): void {
    switch (message.kind) {
      case "seated":
        return this.#seated(message.conn);
      case "refused": {
        const attached = this.#detach(message.conn);
        return attached?.connection.refused(message.refusal);
      }
      case "frame":
        for (const conn of message.conns) {
          const attached = this.#attached.get(conn);
          if (attached === undefined) continue;
          attached.untold = false;
          attached.connection.send(message.frame);
        }
        return this.#sent(message.kind, message.cause);
      case "state":
        for (const conn of message.conns) {
          this.#attached.get(conn)?.connection.sendState(message.frame);
        }
        return this.#sent(message.kind, message.cause);
      case "close":
        for (const conn of message.conns) {
          this.#detach(conn)?.connection.close(message.close, message.message);
        }
        return;
      default:
        return assertNever(message);
    }
  }

  /** [S5] The worker that was home to these connections' rooms is gone, and the rooms with it. */
  homeLost(home: number): void {
    for (const [conn, attached] of this.#attached) {
      if (attached.home !== home) continue;
      this.#attached.delete(conn);
      attached.connection.close(
        "restarting",
        "The part of the server that held this room had to restart: please join it again, or open a new one.",
      );
    }
  }

  #sent(kind: "frame" | "state", cause: Cause): void {
    if (cause !== null) this.#metrics.time("sends", kind, this.#clock.now() - cause);
  }

  #seated(conn: number): void {
    const attached = this.#attached.get(conn);
    if (attached === undefined) return;
    const waiting = attached.waiting ?? [];
    attached.waiting = null;
    attached.connection.seated();
    for (const { message, at } of waiting) {
      this.#toHome(attached.home, { kind: "message", conn, message, at });
    }
  }

  #detach(conn: number): Attached | undefined {
    const attached = this.#attached.get(conn);
    this.#attached.delete(conn);
    return attached;
  }
}
