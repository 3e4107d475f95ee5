/** What a connection is made with: the outcome of its handshake, and the dependencies that all connections share. */
import type { Result } from "../base/result.ts";
import type { Connection, JoinRefusal } from "../bus/envelopes.ts";
import type { JoinRequest } from "../protocol/request.ts";
import type { Protocol } from "../room/state.ts";
import type { SocketConnection } from "./connection.ts";
import type { GuessBrake } from "./guess_brake.ts";
import type { JoinQueue } from "./join_queue.ts";
import type { OutboxDeps } from "./outbox.ts";
import type { MessageBudget } from "./rate.ts";

/** Why a connection is refused. */
export interface Refusal extends Omit<JoinRefusal, "guess"> {
  /** After how many milliseconds it may try again, if known. */
  readonly retry_after_ms?: number;
}

/** The outcome of the handshake: a seat to ask for, or a refusal to send [W4], which may count as a guess. */
export type HandshakeResult = Result<JoinRequest, Refusal & Partial<Pick<JoinRefusal, "guess">>>;

/** What is particular to one connection. */
export interface Accepted {
  readonly protocol: Protocol;
  readonly address: string;
  readonly handshake: HandshakeResult;
  readonly budget: MessageBudget;
}

/** The dependencies that all connections of a worker share. */
export interface ConnectionDeps extends OutboxDeps {
  /** Asks for a seat; calls `joining` of the connection before it returns. */
  readonly join: (connection: Connection, request: JoinRequest, address: string) => void;
  /** Whether opening a room takes a key, which might be guessed [A1]. */
  readonly needsKey: boolean;
  /** Whether names come from a proxy [A2], so that RENAME is refused. */
  readonly namesAreFixed: boolean;
  /** The largest capacity that SET_ROOM may give a room [W5]. */
  readonly roomCapacityMax: number;
  /** Delays addresses that have guessed too often [W9]. */
  readonly brake: Pick<GuessBrake, "hold" | "count">;
  /** Decides when a connection may ask for its seat. */
  readonly joinQueue: Pick<JoinQueue, "wait" | "refuse">;
  /** Called once, when the socket is closed and its descriptor released. */
  readonly onGone: (connection: SocketConnection) => void;
  /** Called once if it did not open in time, and may keep its descriptor for ever. `onGone` may follow. */
  readonly onLost: (connection: SocketConnection) => void;
}
