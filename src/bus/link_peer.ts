/**
 * What one worker keeps of one life of another: the order of posts to it, with what waits and what is unacknowledged,
 * and how far the order from it has come. Pure state: no bus, clock or callback in here; the link decides when to post.
 */
import { BUSY_QUEUE_FACTOR, type Queue, SILENT_TIMEOUTS } from "./link_options.ts";

/** Messages in one post; the bytes of POST_WEIGHT_MAX usually come first. */
export const POST_MESSAGES_MAX = 256;
/** Weight of one post, about its bytes: a reader spends 2 ms on so many. One message may be heavier. */
export const POST_WEIGHT_MAX = 64 * 1024;

/** The messages of one post, and its number in the order. */
export interface Batch<Message> {
  readonly seq: number;
  readonly messages: Message[];
  weight: number;
}

/** One life of a peer, as this worker sees it. */
export class Peer<Message> {
  /** Whether a post of it has come: until then no data is posted to it. */
  hasSpoken = false;
  /** Whether it has been greeted; while something waits for it, it is greeted again and again. */
  isGreeted = false;
  /** It has to learn of this, also where nothing waits for it. */
  readonly mustLearn: boolean;

  /** Batches from the oldest unacknowledged on; the first `posted` of them have been on the bus ... */
  readonly #batches: Batch<Message>[] = [];
  #posted = 0;
  /** ... and the first `cursor` of those are thought to be on their way: less after a loss. */
  #cursor = 0;
  /** Only the oldest is posted again and again until a post of the peer comes: one post, not a window. */
  #probing = false;
  #lastSeq = 0;
  #weight = 0;
  #messages = 0;

  /** The last post from this peer that has arrived, with all before it. */
  received = 0;
  #gapReported = -1;

  /** An acknowledgement is owed, of so many posts; a gap to report; `due`: not to wait for data to ride on. */
  owes: { posts: number; gap: boolean; due: boolean } | undefined;
  /** The re-send timer, and what it has seen: time-outs in a row, and any progress since it started. */
  cancelTimer: (() => void) | undefined;
  timeouts = 0;
  progressed = false;
  /** Whether it was reported as stuck. */
  isReported = false;

  constructor({ mustLearn = false }: { readonly mustLearn?: boolean } = {}) {
    this.mustLearn = mustLearn;
  }

  /** Posts that have been on the bus and are not acknowledged. */
  get outstanding(): number {
    return this.#posted;
  }

  get isEmpty(): boolean {
    return this.#batches.length === 0;
  }

  /** Weight of all that waits or is unacknowledged. */
  get weight(): number {
    return this.#weight;
  }

  /** Whether an answer of it is awaited. */
  get isAwaited(): boolean {
    return this.hasSpoken ? this.#posted > 0 : this.mustLearn || !this.isEmpty;
  }

  /** Too much waits for it. */
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

  /** The next batch to post, or undefined; `again` if it has been on the bus before. */
  next(): { batch: Batch<Message>; again: boolean } | undefined {
    const batch = this.#probing ? undefined : this.#batches[this.#cursor];
    return batch && { batch, again: this.#cursor < this.#posted };
  }

  /** The batch that `next` gave is on the bus. */
  advance(): void {
    this.#cursor++;
    this.#posted = Math.max(this.#posted, this.#cursor);
  }

  /** No acknowledgement came in time: the oldest batch, to post again. After it only an answer goes on. */
  probe(): Batch<Message> | undefined {
    if (this.#posted === 0) return undefined;
    this.#probing = true;
    this.#cursor = 1;
    return this.#batches[0];
  }

  /** Takes a cumulative acknowledgement; whether it brought anything new. */
  acknowledge(ack: number): boolean {
    const first = this.#batches[0];
    if (first === undefined) return false;
    const count = ack - first.seq + 1;
    if (count <= 0 || count > this.#posted) return false;
    for (const batch of this.#batches.splice(0, count)) {
      this.#weight -= batch.weight;
      this.#messages -= batch.messages.length;
    }
    // More than the probe has arrived, so what was posted before it is late, not lost.
    const late = this.#probing && count > 1;
    this.#cursor = Math.max(0, (late ? this.#posted : this.#cursor) - count);
    this.#posted -= count;
    this.#probing = false;
    return true;
  }

  /** The peer has dropped what came after `ack`: post from there again. */
  goBack(ack: number): boolean {
    if (this.#posted === 0 || this.#batches[0]?.seq !== ack + 1) return false;
    this.#cursor = 0;
    this.#probing = false;
    return true;
  }

  /** Judges the number of a post of this peer: only `next` is to be delivered. */
  accept(seq: number): "next" | "duplicate" | "gap" {
    if (seq <= this.received) return "duplicate";
    if (seq > this.received + 1) return "gap";
    this.received = seq;
    return "next";
  }

  /** Whether this gap is new: each is reported once, so that a burst with a hole makes one re-send. */
  gapIsNew(): boolean {
    const isNew = this.#gapReported !== this.received;
    this.#gapReported = this.received;
    return isNew;
  }
}
