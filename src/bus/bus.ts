/**
 * What the link needs of the way between nodes, and no more: an at-most-once bus. A post may be lost, late or come
 * twice; the link above makes a reliable connection of it [S3].
 */

/** One post on the bus. Plain data only, so that any bus can carry it. */
export interface Post<Message> {
  /** Number of this post in the order from its sender to its receiver, from 1; 0: it carries no messages. */
  readonly seq: number;
  /** The last post in the order back that has arrived, with all before it. */
  readonly ack: number;
  /** A post after `ack` came too early and was dropped, so one before it is lost: send again from there. */
  readonly gap: boolean;
  /** Nothing of the receiver has come yet, so it gets no messages: it is to answer at once. */
  readonly hello: boolean;
  readonly messages: readonly Message[];
}

/**
 * One end of an at-most-once bus. Peers are numbers of this end's own, one for each life of a worker. The link needs
 * no order of what arrives from one peer, though it loses less time with one.
 */
export interface Bus<Message> {
  /** Copies the post before it returns. After `close` it does nothing. */
  post(to: number, post: Post<Message>): void;
  /** The one receiver of this end: it is given every post to it. Never from inside `post`. */
  listen(receive: (from: number, post: Post<Message>) => void): void;
  /** Nothing is received after it; any number of times. */
  close(): void;
}
