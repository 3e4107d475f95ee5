/**
 * The way from one worker to those of other nodes, over the engine's bus [C11]: each envelope arrives once and in
 * order, or its receiver has died and `lost` reports it. Workers of other nodes are known by numbers: one for each
 * life that membership names, from the number of workers here on, never used again.
 */
import type { Clock } from "../base/clock.ts";
import type { Envelope } from "../bus/envelopes.ts";
import type { Engine } from "./engine.ts";
import type { Subjects } from "./subjects.ts";

/** What a link to other nodes needs. The callbacks may call the link again, and may throw. */
export interface ClusterLinkOptions {
  /** Of this worker. It has one link. */
  readonly life: string;
  /** Workers of this node: the numbers below are theirs. */
  readonly workers: number;
  readonly engine: Pick<Engine, "publish" | "subscribe">;
  readonly clock: Clock;
  readonly subjects: Pick<Subjects, "inbox">;
  /** An envelope has arrived. */
  receive(from: number, envelope: Envelope): void;
  /** The life that had this number is over: nothing arrives of it, and what is sent to it goes nowhere. Once each. */
  lost(peer: number): void;
  /** More than LINK_QUEUE_WEIGHT_MAX waits for a life that is silent. Once each. Nothing is dropped. */
  stuck(peer: number): void;
}

/** How much is on its way to all peers together. */
export interface ClusterLoad {
  /** Posts that are not acknowledged. */
  readonly outstanding: number;
  /** The bytes that wait or are not acknowledged, about. */
  readonly waiting: number;
}

export class ClusterLink {
  constructor(_options: ClusterLinkOptions) {}

  /** Nothing waits, and the others have taken all that was sent. */
  get idle(): boolean {
    return true;
  }

  get load(): ClusterLoad {
    return { outstanding: 0, waiting: 0 };
  }

  /** The number of a life that membership has named and that is not over; null: there is none. */
  numberOf(_life: string): number | null {
    return null;
  }

  /**
   * Membership has found a node, or the lives of its workers are others now: those it had before and has no more are
   * over. What it says of an incarnation that was lost is ignored.
   */
  peerUp(_incarnation: string, _lives: readonly string[]): void {}

  /** The incarnation's session was revoked or given up: all its lives are over, and all that still comes of them. */
  peerLost(_incarnation: string): void {}

  /** Together with all others of this tick. A number that was never given is refused with a RangeError. */
  send(_to: number, _envelope: Envelope): void {}

  /** Ends every timer; nothing is sent or received any more. Any number of times. */
  close(): void {}
}
