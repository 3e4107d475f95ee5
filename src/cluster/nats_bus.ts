/**
 * The bus between workers of different nodes: posts to a worker are published on a subject of its own, and may be lost
 * [S3]. Posts of workers that are unknown or dead are dropped [C11]. So are posts of an old epoch of the link, and
 * their sender is sent the newer one. Anything may be published on a subject, so what is no valid post is dropped, too.
 */
import type { Bus, Post } from "../bus/bus.ts";
import type { Cancel, Engine } from "./engine.ts";
import type { Peers } from "./peers.ts";
import { decodePost, encodePost } from "./post_text.ts";
import type { Subjects } from "./subjects.ts";

interface NatsBusOptions {
  /** Of this worker. */
  readonly workerId: string;
  readonly engine: Pick<Engine, "publish" | "subscribe">;
  readonly subjects: Pick<Subjects, "inbox">;
  readonly peers: Pick<Peers, "numberOf" | "idOf" | "epochOf">;
  /** The link to a worker was reset at its other end: the worker has a new number, or is dead. */
  readonly begunAnew: (workerId: string, epoch: number) => void;
}

/** A post that only announces its epoch. */
const GREETING: Post<string> = { seq: 0, ack: 0, gap: false, hello: true, messages: [] };

export class NatsBus implements Bus<string> {
  readonly #options: NatsBusOptions;
  #cancel: Cancel = () => {};
  #closed = false;
  /** Invalid texts, and posts of unknown or dead workers or of old epochs. */
  unreadable = 0;
  strangers = 0;

  constructor(options: NatsBusOptions) {
    this.#options = options;
  }

  post(to: number, post: Post<string>): void {
    const { workerId: from, engine, subjects, peers } = this.#options;
    const receiver = peers.idOf(to);
    if (this.#closed || receiver === null) return;
    const text = encodePost({ from, epoch: peers.epochOf(to), post });
    engine.publish(subjects.inbox(receiver), text);
  }

  listen(receive: (from: number, post: Post<string>) => void): void {
    const { workerId, engine, subjects } = this.#options;
    this.#cancel = engine.subscribe(subjects.inbox(workerId), (text) => this.#take(text, receive));
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
  }

  #take(text: string, receive: (from: number, post: Post<string>) => void): void {
    if (this.#closed) return;
    const sent = decodePost(text);
    if (sent === null) {
      this.unreadable++;
      return;
    }
    const { peers, begunAnew } = this.#options;
    const { from: workerId, epoch, post } = sent;
    const known = peers.numberOf(workerId);
    if (known === null || epoch < peers.epochOf(known)) {
      this.strangers++;
      // a pure acknowledgement needs no answer, and version 1.0.0 would answer that for ever
      if (known !== null && (post.hello || post.seq > 0)) this.post(known, GREETING);
      return;
    }
    if (epoch > peers.epochOf(known)) begunAnew(workerId, epoch);
    const from = peers.numberOf(workerId);
    if (from !== null) receive(from, post);
  }
}
