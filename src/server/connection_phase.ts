/**
 * The phases of a connection, from the upgrade to its end, and how long they may take. connection.ts makes the
 * transitions.
 */
import type { EdgeConnection } from "../bus/envelopes.ts";
import type { HandshakeResult } from "./connection_deps.ts";
import type { Outbox } from "./outbox.ts";

/**
 * How long an upgraded socket may take to open, in milliseconds. If the client resets the connection before it gets
 * our answer, it never opens: Deno 2.9.6 gives no event, and keeps the descriptor as long as the process lives.
 */
export const OPEN_WITHIN_MS = 10_000;

/** How long a seat may take from the handshake on, in milliseconds, whatever happens to the room's home [W11]. */
export const SEAT_WITHIN_MS = 10_000;

/** `reads`: messages are passed to the room. Those of a v2 client wait until WELCOME is sent [W4, P2.2]. */
export interface Seated {
  readonly name: "seated";
  readonly edge: EdgeConnection;
  readonly outbox: Outbox;
  reads: boolean;
}

export type Phase =
  /** The socket is not open yet; `result` is handled when it is. */
  | { readonly name: "handshaking"; result: HandshakeResult; readonly cancel: () => void }
  /** It is open, but may not ask for its seat yet: its address has guessed too often [W9], or it is not its turn. */
  | { readonly name: "held"; readonly cancel: () => void }
  /** It has asked for its seat, and waits for it [W11]. */
  | { readonly name: "joining"; readonly edge: EdgeConnection; cancel: () => void }
  | Seated
  /** The farewell is sent, or about to be; the socket is not closed yet. */
  | { readonly name: "closing"; readonly cancel: () => void }
  /** It did not open in time. */
  | { readonly name: "lost" }
  | { readonly name: "gone" };

/** For phases that have nothing to cancel. */
export const NOTHING = () => {};

// shared by all connections, of which there are many
export const OPEN: Phase = { name: "held", cancel: NOTHING };
export const CLOSING: Phase = { name: "closing", cancel: NOTHING };
export const LOST: Phase = { name: "lost" };
export const GONE: Phase = { name: "gone" };

/** Whether messages are accepted, to be handled now or once there is a seat. */
export function takesMessages({ name }: Phase): boolean {
  return name === "held" || name === "joining" || name === "seated";
}

/** Whether nothing can be sent any more. */
export function isOver({ name }: Phase): boolean {
  return name === "closing" || name === "lost" || name === "gone";
}
