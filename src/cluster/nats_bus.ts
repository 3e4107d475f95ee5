/**
 * The bus between workers of different nodes: what is for a life is published under a subject of its own, and may be
 * lost [S3]. Nothing is taken of a life that membership has not named, or that is over [C11]: it is dropped, and its
 * link sends it again. Anything may stand under a subject; what is no post is dropped, too.
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
  readonly peers: Pick<Peers, "numberOf" | "lifeOf">;
}

export class NatsBus implements Bus<string> {
  readonly #options: NatsBusOptions;
  #cancel: Cancel = () => {};
  #closed = false;
  /** Texts that were no posts, and posts of lives that are not known, or over. */
  unreadable = 0;
  strangers = 0;

  constructor(options: NatsBusOptions) {
    this.#options = options;
  }

  post(to: number, post: Post<string>): void {
    const { life, engine, subjects, peers } = this.#options;
    const receiver = peers.lifeOf(to);
    if (this.#closed || receiver === null) return;
    engine.publish(subjects.inbox(receiver), encodePost(life, post));
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
    const from = this.#options.peers.numberOf(sent.from);
    if (from === null) this.strangers++;
    else receive(from, sent.post);
  }
}
