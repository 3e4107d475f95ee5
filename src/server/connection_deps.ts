/** What a connection is made with: what it was let in as, and what all connections of a worker depend on. */
import type { Result } from "../base/result.ts";
import type { Connection, JoinRefusal } from "../bus/envelopes.ts";
import type { JoinRequest } from "../protocol/request.ts";
import type { Protocol } from "../room/state.ts";
import type { SocketConnection } from "./connection.ts";
import type { GuessBrake } from "./guess_brake.ts";
import type { JoinQueue } from "./join_queue.ts";
import type { OutboxDeps } from "./outbox.ts";
import type { MessageBudget } from "./rate.ts";

/** Why a connection is turned away. */
export interface Refusal extends Omit<JoinRefusal, "guess"> {
  /** When it may come again, if that is known, in milliseconds. */
  readonly retry_after_ms?: number;
}

/** What the upgrade request came to: a seat to ask for, or a refusal to send [W4], which may follow from a guess. */
export type HandshakeResult = Result<JoinRequest, Refusal & Partial<Pick<JoinRefusal, "guess">>>;

/** What one connection was let in as. */
export interface Accepted {
  readonly protocol: Protocol;
  readonly address: string;
  readonly handshake: HandshakeResult;
  readonly budget: MessageBudget;
}

/** What all connections of a worker depend on. */
export interface ConnectionDeps extends OutboxDeps {
  /** Asks for a seat; `joining` of the connection is called before this returns. */
  readonly join: (connection: Connection, request: JoinRequest, address: string) => void;
  /** Whether rooms are opened with a key, which may be guessed [A1]. */
  readonly needsKey: boolean;
  /** Whether people's names come from a proxy [A2]: nobody renames themselves. */
  readonly namesAreFixed: boolean;
  /** Who has to wait before it may ask for a seat, and what was a guess [W9]. */
  readonly brake: Pick<GuessBrake, "hold" | "count">;
  /** Whose turn it is to ask for a seat. */
  readonly joinQueue: Pick<JoinQueue, "wait" | "refuse">;
  /** The socket is really gone: called once. */
  readonly onGone: (connection: SocketConnection) => void;
  /** It didn't open in time, and may hold its descriptor for good: called once, `onGone` may follow. */
  readonly onLost: (connection: SocketConnection) => void;
}
