/**
 * What one worker keeps of one incarnation of another: the posts to it that wait or are unacknowledged, and how far its
 * own posts have arrived. Pure state, without bus, clock or callback: the link decides when to post.
 */
import { BUSY_QUEUE_FACTOR, type Queue, SILENT_TIMEOUTS } from "./link_options.ts";

/** Messages in one post; POST_WEIGHT_MAX is usually reached first. */
export const POST_MESSAGES_MAX = 256;
/** Weight of one post, about bytes, unless a single message has more: 2 ms of work for the reader. */
export const POST_WEIGHT_MAX = 64 * 1024;

/** The messages of one post, and its sequence number. */
export interface Batch<Message> {
  readonly seq: number;
  readonly messages: Message[];
  weight: number;
}

/** One incarnation of a peer. */
export class Peer<Message> {
  /** Whether a post from it has arrived: until then no messages are posted to it. */
  hasSpoken = false;
  /** Whether it has been greeted. While something waits for it, greetings are repeated. */
  isGreeted = false;
  /** Whether to greet it until it answers, even if nothing waits for it. */
  readonly mustLearn: boolean;

  /** Batches from the oldest unacknowledged one on. The first `posted` of them have been posted, ... */
  readonly #batches: Batch<Message>[] = [];
  #posted = 0;
  /** ... and the first `cursor` of those need not be posted again now: fewer after a loss. */
  #cursor = 0;
  /** After a time-out only the oldest batch is posted again, until the peer answers. */
  #probing = false;
  #lastSeq = 0;
  #weight = 0;
  #messages = 0;

  /** Sequence number of the last post from this peer that has arrived, with all before it. */
  received = 0;
  #gapReported = -1;

  /** The acknowledgement that is owed: for how many posts, whether it reports a gap, whether it is `due` at once. */
  owes: { posts: number; gap: boolean; due: boolean } | undefined;
  /** Cancels the re-send timer; time-outs in a row; whether the peer has answered since the timer started. */
  cancelTimer: (() => void) | undefined;
  timeouts = 0;
  progressed = false;
  /** Whether it was reported as stuck. */
  isReported = false;

  constructor({ mustLearn = false }: { readonly mustLearn?: boolean } = {}) {
    this.mustLearn = mustLearn;
  }

  /** Posts that are not acknowledged. */
  get outstanding(): number {
    return this.#posted;
  }

  get isEmpty(): boolean {
    return this.#batches.length === 0;
  }

  /** Weight of all messages that wait or are unacknowledged. */
  get weight(): number {
    return this.#weight;
  }

  /** Whether an answer from it is awaited. */
  get isAwaited(): boolean {
    return this.hasSpoken ? this.#posted > 0 : this.mustLearn || !this.isEmpty;
  }

  /** Whether too much waits for it. */
  isStuck({ weight, messages }: Queue): boolean {
    const factor = this.timeouts >= SILENT_TIMEOUTS ? 1 : BUSY_QUEUE_FACTOR;
    return this.#weight > factor * weight || this.#messages > factor * messages;
  }

  add(message: Message, weight: number): void {
    const last = this.#batches.at(-1);
    const open = last !== undefined && this.#batches.length > this.#posted &&
      last.messages.length < POST_MESSAGES_MAX && last.weight + weight <= POST_WEIGHT_MAX;
    if (open) {
      last.messages.push(message);
      last.weight += weight;
    } else {
      this.#batches.push({ seq: ++this.#lastSeq, messages: [message], weight });
    }
    this.#weight += weight;
    this.#messages++;
  }

  /** The next batch to post; undefined: none. `again`: it was posted before. */
  next(): { batch: Batch<Message>; again: boolean } | undefined {
    const batch = this.#probing ? undefined : this.#batches[this.#cursor];
    return batch && { batch, again: this.#cursor < this.#posted };
  }

  /** The batch from `next` has been posted. */
  advance(): void {
    this.#cursor++;
    this.#posted = Math.max(this.#posted, this.#cursor);
  }

  /** After a time-out: returns the oldest batch, to post again. No other is posted until the peer answers. */
  probe(): Batch<Message> | undefined {
    if (this.#posted === 0) return undefined;
    this.#probing = true;
    this.#cursor = 1;
    return this.#batches[0];
  }

  /** Takes a cumulative acknowledgement. Returns whether it acknowledged anything new. */
  acknowledge(ack: number): boolean {
    const first = this.#batches[0];
    if (first === undefined) return false;
    const count = ack - first.seq + 1;
    if (count <= 0 || count > this.#posted) return false;
    for (const batch of this.#batches.splice(0, count)) {
      this.#weight -= batch.weight;
      this.#messages -= batch.messages.length;
    }
    // more than the probe has arrived, so the posts before it were late, not lost
    const late = this.#probing && count > 1;
    this.#cursor = Math.max(0, (late ? this.#posted : this.#cursor) - count);
    this.#posted -= count;
    this.#probing = false;
    return true;
  }

  /** The peer has dropped what came after `ack`: posts from there again. Returns whether there is something to post. */
  goBack(ack: number): boolean {
    if (this.#posted === 0 || this.#batches[0]?.seq !== ack + 1) return false;
    this.#cursor = 0;
    this.#probing = false;
    return true;
  }

  /** Checks the sequence number of a post from this peer: only `next` may be delivered. */
  accept(seq: number): "next" | "duplicate" | "gap" {
    if (seq <= this.received) return "duplicate";
    if (seq > this.received + 1) return "gap";
    this.received = seq;
    return "next";
  }

  /** Whether this gap has not been reported yet: each is, once, so that a lost post causes one re-send. */
  gapIsNew(): boolean {
    const isNew = this.#gapReported !== this.received;
    this.#gapReported = this.received;
    return isNew;
  }
}
