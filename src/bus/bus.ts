/**
 * What the link needs from the transport between nodes: an at-most-once bus. A post may be lost, late or come twice;
 * the link makes that reliable [S3].
 */

/** One post on the bus. Plain data only, so that any bus can carry it. */
export interface Post<Message> {
  /** Sequence number from this sender to this receiver, from 1; 0: it carries no messages. */
  readonly seq: number;
  /** The last post from the receiver that has arrived, with all before it. */
  readonly ack: number;
  /** A post after `ack` came too early and was dropped: send again from `ack` + 1. */
  readonly gap: boolean;
  /** The sender has heard nothing from the receiver yet, and sends no messages before it answers. */
  readonly hello: boolean;
  readonly messages: readonly Message[];
}

/**
 * One end of an at-most-once bus. Peers have numbers that are local to this end, one for each incarnation of a worker.
 * Posts from a peer may arrive in any order, though order saves re-sending.
 */
export interface Bus<Message> {
  /** Copies the post before it returns. Does nothing after `close`. */
  post(to: number, post: Post<Message>): void;
  /** Sets what is called for every post to this end, never from inside `post`. */
  listen(receive: (from: number, post: Post<Message>) => void): void;
  /** Nothing is received any more. Idempotent. */
  close(): void;
}
