/**
 * The bus between workers of different nodes: what is for a life is published under a subject of its own, and may be
 * lost [S3]. Nothing is taken of a life that membership has not named, or that is over [C11], nor of an epoch of the
 * link that is over: it is dropped, and whoever sent it learns of the newer one. Anything may stand under a subject;
 * what is no post is dropped, too.
 */
import type { Bus, Post } from "../bus/bus.ts";
import type { Cancel, Engine } from "./engine.ts";
import type { Peers } from "./peers.ts";
import { decodePost, encodePost } from "./post_text.ts";
import type { Subjects } from "./subjects.ts";

interface NatsBusOptions {
  /** Of the worker at this end. */
  readonly life: string;
  readonly engine: Pick<Engine, "publish" | "subscribe">;
  readonly subjects: Pick<Subjects, "inbox">;
  readonly peers: Pick<Peers, "numberOf" | "lifeOf" | "epochOf">;
  /** The link to a life has begun anew at its other end: from here on it has another number, or is over. */
  readonly begunAnew: (life: string, epoch: number) => void;
}

/** It says nothing but its epoch. */
const GREETING: Post<string> = { seq: 0, ack: 0, gap: false, hello: true, messages: [] };

export class NatsBus implements Bus<string> {
  readonly #options: NatsBusOptions;
  #cancel: Cancel = () => {};
  #closed = false;
  /** Texts that were no posts, and posts of lives that are not known, or over, as an epoch is. */
  unreadable = 0;
  strangers = 0;

  constructor(options: NatsBusOptions) {
    this.#options = options;
  }

  post(to: number, post: Post<string>): void {
    const { life: from, engine, subjects, peers } = this.#options;
    const receiver = peers.lifeOf(to);
    if (this.#closed || receiver === null) return;
    const text = encodePost({ from, epoch: peers.epochOf(to), post });
    engine.publish(subjects.inbox(receiver), text);
  }

  listen(receive: (from: number, post: Post<string>) => void): void {
    const { life, engine, subjects } = this.#options;
    this.#cancel = engine.subscribe(subjects.inbox(life), (text) => this.#take(text, receive));
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
    const { from: life, epoch, post } = sent;
    const known = peers.numberOf(life);
    if (known === null || epoch < peers.epochOf(known)) {
      this.strangers++;
      // whoever only acknowledges sends nothing that it could lose; version 1.0.0 would answer for ever
      if (known !== null && (post.hello || post.seq > 0)) this.post(known, GREETING);
      return;
    }
    if (epoch > peers.epochOf(known)) begunAnew(life, epoch);
    const from = peers.numberOf(life);
    if (from !== null) receive(from, post);
  }
}
