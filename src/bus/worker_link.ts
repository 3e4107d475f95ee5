/**
 * What the rest of the program needs of the way from one worker to all others, whatever it runs over: rings in shared
 * memory between the threads of a machine (ring_link.ts), a bus that loses posts between machines (link.ts) [S3].
 */
/** Weight that may wait for a peer that is silent; past it the peer is reported as stuck. */
export const LINK_QUEUE_WEIGHT_MAX = 64 * 1024 * 1024;
/** Weight of a message where nobody weighs, about its bytes. */
export const MESSAGE_WEIGHT = 256;

/**
 * Each message arrives once and in order, or its receiver has died and `reset` reports it [S5]. Both callbacks may
 * call the link again, and may throw.
 */
export interface WorkerLink<Message> {
  /** Nothing waits, and the others have taken all that was sent. */
  readonly idle: boolean;
  /** Sends a message to another worker, together with all others of this tick. */
  send(to: number, message: Message): void;
  /** The supervisor knows that this incarnation of another worker is dead, and so every one before it [S5]. */
  workerLost(id: number, epoch: number): void;
  /** Ends every timer; nothing is sent or received any more. Any number of times. */
  close(): void;
}

/** What a link calls its owner with. */
export interface LinkCallbacks<Message> {
  /** A message has arrived. */
  receive(from: number, message: Message): void;
  /** An incarnation of the peer is over: what was on its way to or from it is dropped. A send is now for the next. */
  reset(peer: number): void;
  /**
   * More than LINK_QUEUE_WEIGHT_MAX waits for a silent peer, or over a bus too much for any; reported once in each
   * incarnation. Nothing is dropped: whoever owns the link ends the peer.
   */
  stuck?(peer: number): void;
  /** About the bytes of a message; MESSAGE_WEIGHT for each if absent. */
  weigh?(message: Message): number;
}
