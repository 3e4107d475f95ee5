/**
 * What the link needs of the wire between workers, and no more: an at-most-once broadcast. A post may
 * be lost or late; the link above makes a reliable connection of it [S3].
 */

/** One post on the bus. Plain data only, so that any bus can carry it. */
export interface Post<Message> {
  /** The worker that posts, and which incarnation of it: each start of a worker has a higher epoch. */
  readonly from: number;
  readonly epoch: number;
  /** The worker addressed, and the incarnation of it that the sender knows; 0: not known yet. */
  readonly to: number;
  readonly toEpoch: number;
  /** Number of this post in the order from -> to, from 1; 0 on a post that only acknowledges or is a hello. */
  readonly seq: number;
  /** The last post in the order to -> from that has arrived, with all before it. */
  readonly ack: number;
  /** A post after `ack` came too early and was dropped, so one before it is lost: send again from there. */
  readonly gap: boolean;
  readonly messages: readonly Message[];
}

/**
 * An at-most-once broadcast between workers. What arrives from one sender arrives in the order it was
 * posted on a bus inside one process; the link needs not even that.
 */
export interface Bus<Message> {
  /** Copies the post before it returns. After `close` it does nothing. */
  post(post: Post<Message>): void;
  /** The one receiver of this end: it is given every post of the other ends, none of its own. */
  listen(receive: (post: Post<Message>) => void): void;
  /** Nothing is received after it; any number of times. */
  close(): void;
}
