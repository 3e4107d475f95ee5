/**
 * What workers say to each other about connections: the edge, where a socket is, to the home of its room,
 * and back. Plain data, so that any bus can carry it [S3]. `conn` is the edge's number for a connection.
 */
import type { ClientMessage } from "../protocol/client_message.ts";
import type { CloseName } from "../protocol/close_codes.ts";
import type { Entry } from "../protocol/request.ts";

export type JoinEntry = Extract<Entry, { action: "join" }>;
export type CreateEntry = Extract<Entry, { action: "create" }>;
export type ResumeEntry = Extract<Entry, { action: "resume" }>;

/**
 * When the message that this follows from reached its connection, in milliseconds since 1970; null where it
 * follows from none.
 */
export type Cause = number | null;

export type ToHome =
  | { readonly kind: "join"; readonly conn: number; readonly entry: JoinEntry | ResumeEntry }
  | {
    readonly kind: "message";
    readonly conn: number;
    readonly message: ClientMessage;
    /** When its connection got it, in milliseconds since 1970 by that worker's clock. */
    readonly at: number;
  }
  | {
    readonly kind: "gone";
    readonly conn: number;
    /** Its client was never told that it is in: a v2 client without its token can't come back [P2.7]. */
    readonly untold: boolean;
  };

export type ToEdge =
  | { readonly kind: "seated"; readonly conn: number }
  | { readonly kind: "refused"; readonly conn: number; readonly refusal: SeatRefusal }
  | {
    readonly kind: "frame";
    readonly conns: readonly number[];
    readonly frame: string;
    readonly cause: Cause;
  }
  /** The room's state for v2 members: of several, a reader that lags needs only the last [P2.3]. */
  | {
    readonly kind: "state";
    readonly conns: readonly number[];
    readonly frame: string;
    readonly cause: Cause;
  }
  | {
    readonly kind: "close";
    readonly conns: readonly number[];
    readonly close: CloseName;
    /** A line that says why; null where the last frame has said it. */
    readonly message: string | null;
  };

export type Envelope = ToHome | ToEdge;

/** About the bytes an envelope takes on its way, for the bound on what may wait for a worker. */
export function weigh(envelope: Envelope): number {
  const isFrame = envelope.kind === "frame" || envelope.kind === "state";
  return ENVELOPE_BYTES + (isFrame ? envelope.frame.length + 8 * envelope.conns.length : 0);
}

const ENVELOPE_BYTES = 256;

/** Why a connection gets no seat. */
export interface SeatRefusal {
  readonly close: CloseName;
  readonly message: string;
  /** Asked for a room that never was: perhaps somebody is guessing ids [W9]. */
  readonly guess: boolean;
  /** The parameter that is wrong, if it is one. */
  readonly field?: string;
}

/** A socket as the store sees it. Calls never throw and never call back into the store. */
export interface Connection {
  /** The seat is reserved; what the connection sends from here on reaches its room. */
  seated(): void;
  refused(refusal: SeatRefusal): void;
  send(frame: string): void;
  /** As `send`, but while unsent a later state takes its place [P2.3]. */
  sendState(frame: string): void;
  close(close: CloseName, message: string | null): void;
}
