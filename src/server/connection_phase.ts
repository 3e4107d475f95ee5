/**
 * The phases of a connection, from the upgrade to the end, and how long they may take. connection.ts decides which
 * one follows.
 */
import type { EdgeConnection } from "../bus/envelopes.ts";
import type { HandshakeResult } from "./connection_deps.ts";
import type { Outbox } from "./outbox.ts";

/**
 * How long an upgraded socket may take to open. That of a client that reset its connection before it had
 * our answer never does: Deno 2.9.6 gives no event, and holds its descriptor as long as the process lives.
 */
export const OPEN_WITHIN_MS = 10_000;

/** How long a seat may take from the handshake on, whatever became of the worker that is home to the room [W11]. */
export const SEAT_WITHIN_MS = 10_000;

/** `reads`: its messages go to the room; those of a v2 client wait for WELCOME, the first frame [W4, P2.2]. */
export interface Seated {
  readonly name: "seated";
  readonly edge: EdgeConnection;
  readonly outbox: Outbox;
  reads: boolean;
}

export type Phase =
  /** The socket has yet to open; `result` waits for that. */
  | { readonly name: "handshaking"; result: HandshakeResult; readonly cancel: () => void }
  /** It is open, and has yet to ask for its seat: its address has guessed too often [W9], or it is not its turn. */
  | { readonly name: "held"; readonly cancel: () => void }
  /** It has asked for its seat, which has to be there in time [W11]. */
  | { readonly name: "joining"; readonly edge: EdgeConnection; cancel: () => void }
  | Seated
  /** We have sent the farewell, or are about to; the peer or its TCP connection has yet to go. */
  | { readonly name: "closing"; readonly cancel: () => void }
  /** It never opened, and nobody waits for it any more. */
  | { readonly name: "lost" }
  | { readonly name: "gone" };

/** Cancels nothing: there is nothing that the phase waits for. */
export const NOTHING = () => {};

// there are many connections: what is the same for all of them is made once
export const OPEN: Phase = { name: "held", cancel: NOTHING };
export const CLOSING: Phase = { name: "closing", cancel: NOTHING };
export const LOST: Phase = { name: "lost" };
export const GONE: Phase = { name: "gone" };

/** Whether its messages are read, now or once it has its seat. */
export function takesMessages({ name }: Phase): boolean {
  return name === "held" || name === "joining" || name === "seated";
}

/** Whether there is nobody left to send anything to. */
export function isOver({ name }: Phase): boolean {
  return name === "closing" || name === "lost" || name === "gone";
}
