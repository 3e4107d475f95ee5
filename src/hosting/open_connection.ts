/** A connection as its edge has it, and its way to its room. It decides nothing. */
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
 * `joining`, `resuming`: its seat is still to come. `welcomed`: the client has what it can resume with, because a
 * frame has gone to it, or because it has resumed [P2.7].
 */
type State = "joining" | "resuming" | "seated" | "welcomed";

/** The seat that a connection wants, or what a program does. */
interface PendingRequest {
  readonly request: JoinRequest | ProgramRequest;
  readonly source: Source;
}

/** Who brings its messages to its room. */
interface OpenEdge {
  message(conn: number, message: ClientMessage): void;
  gone(conn: number): void;
}

export class OpenConnection implements EdgeConnection {
  readonly #edge: OpenEdge;
  readonly conn: number;
  readonly socket: Connection;
  /** The worker that is home to its room; null: nobody is, and it waits. */
  home: number | null = null;
  /** What to ask the next home for, while another may have to be asked. */
  pending: PendingRequest | null = null;
  /** Where its room may move: what has to be known to go on there [C19]. */
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

  /** Whether it waits for a home to take it in, the first or the next one. */
  get isSeeking(): boolean {
    return this.pending !== null || this.seat?.isDetached === true;
  }

  /** It gets no seat, or loses the one it has. */
  turnAway(refusal: JoinRefusal): void {
    if (this.seat === null) this.socket.refused(refusal);
    else this.socket.close(refusal.close, refusal.message);
  }
}

/** What a home is asked for. */
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
