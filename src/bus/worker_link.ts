/**
 * The interface of a link from one worker to all others. There are two: over rings in shared memory between the threads
 * of a machine (ring_link.ts), and over a bus that loses posts between machines (link.ts) [S3].
 */

/** Weight, about bytes, that may wait for a silent peer; beyond it the peer is reported as stuck. */
export const LINK_QUEUE_WEIGHT_MAX = 64 * 1024 * 1024;
/** Weight of a message without `weigh`, about its bytes. */
export const MESSAGE_WEIGHT = 256;

/**
 * Each message arrives once and in order, unless its receiver has died, which `reset` reports [S5]. Callbacks may call
 * the link again, and may throw.
 */
export interface WorkerLink<Message> {
  /** Whether nothing waits, and the others have received everything that was sent. */
  readonly idle: boolean;
  /** Sends a message to another worker, together with all others of this tick. Throws a RangeError if there is none. */
  send(to: number, message: Message): void;
  /** This incarnation of another worker is dead, and so is every earlier one: the supervisor says so [S5]. */
  workerLost(id: number, epoch: number): void;
  /** Stops the timers; nothing is sent or received any more. Idempotent. */
  close(): void;
}

/** What a link calls its owner with. */
export interface LinkCallbacks<Message> {
  /** A message has arrived. */
  receive(from: number, message: Message): void;
  /** An incarnation of the peer is dead: messages to and from it are dropped. Later ones go to the next incarnation. */
  reset(peer: number): void;
  /**
   * More than LINK_QUEUE_WEIGHT_MAX waits for a silent peer, or, over a bus, too much for one that is not silent.
   * Called once for each incarnation. Nothing is dropped: the owner of the link has to end the peer.
   */
  stuck?(peer: number): void;
  /** Approximate size of a message in bytes; without it, each counts MESSAGE_WEIGHT. */
  weigh?(message: Message): number;
}
