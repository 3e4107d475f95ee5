/**
 * A reliable link between workers over a bus that loses posts [S2]: each message arrives once and in order, unless its
 * receiver has died, which `reset` reports [S5]. A peer is one incarnation of a worker, under a number that is never
 * used again. The link owns sequence numbers, windows, acknowledgements and re-sending. It must never look into a
 * message, decide that a peer is dead, or read the wall clock, which may jump: it uses timers alone.
 */
import type { Post } from "./bus.ts";
import {
  ACK_POSTS,
  type LinkOptions,
  type LinkStats,
  RESEND_FIRST_MS,
  RESEND_LAST_MS,
  SILENT_QUEUE,
  WINDOW_POSTS,
} from "./link_options.ts";
import { type Batch, Peer } from "./link_peer.ts";
import { LinkTiming } from "./link_timing.ts";
import { MESSAGE_WEIGHT, type WorkerLink } from "./worker_link.ts";

/** Unacknowledged posts to all peers, and the bytes that wait or are unacknowledged. */
interface LinkLoad {
  readonly outstanding: number;
  readonly waiting: number;
}

/** One worker's end of the links to all others. */
export class Link<Message> implements WorkerLink<Message> {
  readonly stats: Readonly<LinkStats>;
  readonly #stats: LinkStats = {
    posts: 0,
    resends: 0,
    acks: 0,
    hellos: 0,
    duplicates: 0,
    gaps: 0,
    stale: 0,
  };
  readonly #options: LinkOptions<Message>;
  readonly #peers = new Map<number, Peer<Message>>();
  /** Peers that are dead. */
  readonly #dead = new Set<number>();
  readonly #timing: LinkTiming;
  #closed = false;

  constructor(options: LinkOptions<Message>) {
    this.stats = this.#stats;
    this.#options = options;
    this.#timing = new LinkTiming({
      clock: options.clock,
      flush: () => this.#flush(),
      due: () => this.#allDue(),
    });
    options.bus.listen((from, post) => this.#take(from, post));
  }

  get idle(): boolean {
    return this.#peers.values().every((peer) => peer.isEmpty && !peer.owes);
  }

  get load(): LinkLoad {
    let [outstanding, waiting] = [0, 0];
    for (const peer of this.#peers.values()) {
      outstanding += peer.outstanding;
      waiting += peer.weight;
    }
    return { outstanding, waiting };
  }

  /**
   * Adds a peer: from here on messages can be sent to it, and its posts are accepted. It is greeted once, in case it
   * waits for that; if it `mustLearn` of this worker, until it answers.
   */
  meet(id: number, how: { readonly mustLearn?: boolean } = {}): void {
    if (this.#closed || this.#peers.has(id) || this.#dead.has(id)) return;
    this.#peers.set(id, new Peer<Message>(how));
    this.#timing.flushSoon();
  }

  /** Sends in one post with the other messages of this tick, or of a few ms under load. Ignored if the peer is dead. */
  send(to: number, message: Message): void {
    const peer = this.#peer(to);
    if (this.#closed || peer === null) return;
    const { weigh } = this.#options;
    peer.add(message, weigh ? weigh(message) : MESSAGE_WEIGHT);
    this.#timing.flushSoon();
  }

  /** The peer is dead: messages to and from it are dropped. */
  workerLost(id: number): void {
    const peer = this.#peer(id);
    if (this.#closed || peer === null) return;
    peer.cancelTimer?.();
    this.#peers.delete(id);
    this.#dead.add(id);
    this.#options.reset(id);
  }

  close(): void {
    this.#closed = true;
    this.#timing.stop();
    for (const peer of this.#peers.values()) peer.cancelTimer?.();
  }

  /** null: it is dead. Throws a RangeError if it was never met. */
  #peer(id: number): Peer<Message> | null {
    const peer = this.#peers.get(id);
    if (peer === undefined && !this.#dead.has(id)) throw new RangeError(`link: no peer ${id}`);
    return peer ?? null;
  }

  /** A post has arrived. The link's state is consistent before a callback runs, which may throw or call the link. */
  #take(from: number, post: Post<Message>): void {
    if (this.#closed) return;
    const peer = this.#peers.get(from);
    if (peer === undefined) {
      this.#stats.stale++;
      return;
    }
    if (!peer.hasSpoken) {
      peer.hasSpoken = true;
      this.#calm(from, peer);
      this.#timing.flushSoon();
    }
    if (post.hello) this.#owe(peer, { now: true });
    else if (this.#order(from, peer, post)) this.#deliver(from, peer, post);
  }

  /** Handles a post's acknowledgement and sequence number. Returns whether its messages are the next to deliver. */
  #order(from: number, peer: Peer<Message>, post: Post<Message>): boolean {
    if (peer.acknowledge(post.ack)) {
      this.#calm(from, peer);
      this.#timing.flushSoon();
    }
    if (post.gap && peer.goBack(post.ack)) this.#timing.flushSoon();
    if (post.seq === 0) return false;
    const verdict = peer.accept(post.seq);
    if (verdict === "duplicate") this.#stats.duplicates++;
    if (verdict === "gap") this.#stats.gaps++;
    const gap = verdict === "gap" && peer.gapIsNew();
    this.#owe(peer, { now: gap, gap });
    return verdict === "next";
  }

  #deliver(from: number, peer: Peer<Message>, post: Post<Message>): void {
    const thrown: unknown[] = [];
    for (const message of post.messages) {
      // a callback may close the link, or end the peer
      if (this.#closed || this.#peers.get(from) !== peer) break;
      try {
        this.#options.receive(from, message);
      } catch (error) {
        thrown.push(error); // the following messages must still be delivered
      }
    }
    if (thrown.length > 0) throw thrown[0];
  }

  #owe(peer: Peer<Message>, { now, gap = false }: { now: boolean; gap?: boolean }): void {
    const owes = peer.owes ??= { posts: 0, gap: false, due: false };
    owes.posts++;
    owes.gap ||= gap;
    owes.due ||= now || owes.posts >= ACK_POSTS;
    if (owes.due) this.#timing.flushSoon();
    this.#timing.ackLater();
  }

  #allDue(): void {
    for (const { owes } of this.#peers.values()) {
      if (owes) owes.due = true;
    }
  }

  /** Posts to each peer what its window allows, then acknowledgements that are due. */
  #flush(): void {
    this.#timing.flushing();
    if (this.#closed) return;
    for (const [id, peer] of this.#peers) {
      while (this.#postNext(id, peer));
      if (peer.owes?.due) {
        this.#stats.acks++;
        this.#post(id, peer);
      }
      const isDue = !peer.isGreeted || (peer.isAwaited && !peer.cancelTimer);
      if (!peer.hasSpoken && isDue) this.#greet(id, peer);
    }
    for (const [id, peer] of this.#peers) this.#reportStuck(id, peer); // last, because it may end peers
  }

  /** Posts the next batch, if the window allows one. Returns whether it did. */
  #postNext(id: number, peer: Peer<Message>): boolean {
    const next = peer.hasSpoken ? peer.next() : undefined;
    if (!next || !(next.again || peer.outstanding < WINDOW_POSTS)) return false;
    if (next.again) this.#stats.resends++;
    else this.#stats.posts++;
    this.#timing.gather();
    peer.advance();
    this.#post(id, peer, next.batch);
    this.#watch(id, peer);
    return true;
  }

  #post(to: number, peer: Peer<Message>, batch?: Batch<Message>): void {
    const gap = peer.owes?.gap ?? false;
    peer.owes = undefined;
    this.#options.bus.post(to, {
      seq: batch?.seq ?? 0,
      ack: peer.received,
      gap,
      hello: !peer.hasSpoken,
      messages: batch?.messages ?? [],
    });
  }

  #greet(id: number, peer: Peer<Message>): void {
    this.#stats.hellos++;
    peer.isGreeted = true;
    this.#post(id, peer);
    this.#watch(id, peer);
  }

  /** The peer is alive: resets the back-off of its re-send timer. */
  #calm(id: number, peer: Peer<Message>): void {
    peer.progressed = true;
    if (peer.timeouts === 0) return;
    peer.timeouts = 0;
    peer.cancelTimer?.();
    peer.cancelTimer = undefined;
    this.#watch(id, peer);
  }

  /** Keeps a timer on the peer while an answer is awaited. Progress makes it run once more, not anew. */
  #watch(id: number, peer: Peer<Message>): void {
    if (peer.cancelTimer || !peer.isAwaited) return;
    peer.progressed = false;
    const ms = Math.min(RESEND_FIRST_MS * 2 ** peer.timeouts, RESEND_LAST_MS);
    peer.cancelTimer = this.#options.clock.after(ms, () => {
      peer.cancelTimer = undefined;
      if (!peer.progressed) this.#timeout(id, peer);
      this.#watch(id, peer);
      this.#reportStuck(id, peer); // last, because it may end the peer
    });
  }

  #reportStuck(id: number, peer: Peer<Message>): void {
    const { silentQueue = SILENT_QUEUE, stuck } = this.#options;
    if (this.#closed || peer.isReported || !peer.isStuck(silentQueue)) return;
    peer.isReported = true;
    stuck?.(id);
  }

  #timeout(id: number, peer: Peer<Message>): void {
    peer.timeouts++;
    if (!peer.hasSpoken) return this.#greet(id, peer);
    const batch = peer.probe();
    if (!batch) return;
    this.#stats.resends++;
    this.#post(id, peer, batch);
  }
}
