/** A connection as its edge knows it: its socket, its room's home, and how far it has got. */
import type {
  Connection,
  EdgeConnection,
  JoinRefusal,
  ProgramRequest,
  Source,
  ToHome,
} from "../bus/envelopes.ts";
import type { ClientMessage } from "../protocol/client_message.ts";
import type { JoinRequest } from "../protocol/request.ts";
import type { KeptSeat } from "./kept_seat.ts";

/**
 * `joining`, `resuming`: it has no seat yet. `welcomed`: the client has a resume token, because it was sent a frame or
 * has resumed [P2.7].
 */
type State = "joining" | "resuming" | "seated" | "welcomed";

/** What a connection asks for: a seat, or what a program wants. */
interface PendingRequest {
  readonly request: JoinRequest | ProgramRequest;
  readonly source: Source;
}

/** The edge, as a connection uses it. */
interface OpenEdge {
  message(conn: number, message: ClientMessage): void;
  gone(conn: number): void;
}

export class OpenConnection implements EdgeConnection {
  readonly #edge: OpenEdge;
  readonly conn: number;
  readonly socket: Connection;
  /** The worker that is home to its room; null: there is none now. */
  home: number | null = null;
  /** Its request, as long as it may have to be sent to another home; null: answered. */
  pending: PendingRequest | null = null;
  /** What is needed to attach it to the next home; null without a cluster, where rooms don't move [C19]. */
  seat: KeptSeat | null = null;
  state: State;

  constructor(
    edge: OpenEdge,
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

  /** Whether it waits for a home, the first or the next one. */
  get isSeeking(): boolean {
    return this.pending !== null || this.seat?.isDetached === true;
  }

  /** Refuses the connection, or closes it if it has a seat. */
  turnAway(refusal: JoinRefusal): void {
    if (this.seat === null) this.socket.refused(refusal);
    else this.socket.close(refusal.close, refusal.message);
  }
}

/** The message to the home for this request. */
export function asked(conn: number, { request, source }: PendingRequest): ToHome {
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
