/**
 * The reliable connection between workers over a bus that loses posts [S2]: each message arrives
 * once and in order, or its receiver has died and `reset` reports it [S5]. It owns sequence numbers, the
 * window, acknowledgements, re-sending and epochs. It must never look into a message, and never read the
 * time of day, which may jump: it only measures how long ago with timers.
 */
import type { Post } from "./bus.ts";
import {
  ACK_POSTS,
  type LinkOptions,
  type LinkStats,
  RESEND_FIRST_MS,
  RESEND_LAST_MS,
  SILENT_TIMEOUTS,
} from "./link_options.ts";
import { type Batch, Peer } from "./link_peer.ts";
import { LinkTiming } from "./link_timing.ts";
import { mayOpen, OUTSTANDING_POSTS_MAX, windowOf } from "./link_window.ts";
import { LINK_QUEUE_WEIGHT_MAX, MESSAGE_WEIGHT, type WorkerLink } from "./worker_link.ts";

/** Posts that may be and that are unacknowledged, and the bytes that wait or are. */
interface LinkLoad {
  readonly window: number;
  readonly outstanding: number;
  readonly queuedBytes: number;
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
  /** By worker; a hole at `self`. */
  readonly #peers: (Peer<Message> | undefined)[];
  readonly #window: number;
  /** The worker that may post first in the next round. */
  #turn = 0;
  readonly #timing: LinkTiming;
  #closed = false;

  constructor(options: LinkOptions<Message>) {
    const { self, workers, epoch, bus } = options;
    if (!(self >= 0 && self < workers && workers <= OUTSTANDING_POSTS_MAX && epoch >= 1)) {
      throw new RangeError(`link: worker ${self} of ${workers}, epoch ${epoch}`);
    }
    this.stats = this.#stats;
    this.#options = options;
    this.#window = windowOf(workers);
    this.#peers = Array.from(
      { length: workers },
      (_, id) => id === self ? undefined : new Peer<Message>(0, 0),
    );
    this.#timing = new LinkTiming({
      clock: options.clock,
      flush: () => this.#flush(),
      due: () => this.#allDue(),
    });
    bus.listen((post) => this.#take(post));
  }

  get idle(): boolean {
    return this.#peers.every((peer) => !peer || (peer.empty && !peer.owes));
  }

  /** How much of the window is in use, and what waits or is unacknowledged. */
  get load(): LinkLoad {
    let [outstanding, queuedBytes] = [0, 0];
    for (const peer of this.#peers) {
      if (!peer) continue;
      outstanding += peer.outstanding;
      queuedBytes += peer.weight;
    }
    return { window: this.#window, outstanding, queuedBytes };
  }

  /** In one post with all others of this tick, or of a while under load. */
  send(to: number, message: Message): void {
    const peer = this.#peer(to);
    if (this.#closed) return;
    const { weigh } = this.#options;
    peer.add(message, weigh ? weigh(message) : MESSAGE_WEIGHT);
    this.#timing.flushSoon();
  }

  workerLost(id: number, epoch: number): void {
    const peer = this.#peer(id);
    if (this.#closed || epoch < peer.epoch || epoch <= peer.deadEpoch) return;
    this.#replace(id, peer, new Peer(0, epoch));
    this.#options.reset(id);
  }

  close(): void {
    this.#closed = true;
    this.#timing.stop();
    for (const peer of this.#peers) peer?.cancelTimer?.();
  }

  #peer(id: number): Peer<Message> {
    const peer = this.#peers[id];
    if (!peer) throw new RangeError(`link: worker ${this.#options.self} has no peer ${id}`);
    return peer;
  }

  #replace(id: number, old: Peer<Message>, peer: Peer<Message>): void {
    old.cancelTimer?.();
    this.#peers[id] = peer;
    this.#timing.flushSoon(); // the slots of the old incarnation are free
  }

  /** A post has arrived. All state is settled before a callback runs, which may throw or call back. */
  #take(post: Post<Message>): void {
    const { self, epoch } = this.#options;
    const known = this.#peers[post.from];
    if (this.#closed || post.to !== self || !known) return;
    if (post.epoch < known.epoch || post.epoch <= known.deadEpoch || post.toEpoch > epoch) {
      this.#stats.stale++;
      return;
    }
    const peer = this.#meet(known, post);
    const deliver = post.toEpoch === epoch ? this.#order(peer, post) : this.#answer(peer, post);
    try {
      // First contact is no reset; an incarnation that ended unnoticed is [S5].
      if (peer !== known) this.#options.reset(post.from);
    } finally {
      if (deliver) this.#deliver(peer, post);
    }
  }

  /** The incarnation that posted: the one known, the first, or one that replaces the known. */
  #meet(known: Peer<Message>, post: Post<Message>): Peer<Message> {
    if (known.epoch === post.epoch) return known;
    if (known.epoch !== 0) {
      const peer = new Peer<Message>(post.epoch, known.deadEpoch);
      this.#replace(post.from, known, peer);
      return peer;
    }
    known.epoch = post.epoch;
    this.#calm(post.from, known);
    this.#timing.flushSoon();
    return known;
  }

  /** A hello, or a post for an earlier incarnation of this worker: the peer must learn of this one. */
  #answer(peer: Peer<Message>, post: Post<Message>): boolean {
    if (post.toEpoch !== 0) this.#stats.stale++;
    this.#owe(peer, { now: true });
    return false;
  }

  /** What a post carries about the orders to and from the peer; whether its messages are next. */
  #order(peer: Peer<Message>, post: Post<Message>): boolean {
    if (peer.acknowledge(post.ack)) {
      this.#calm(post.from, peer);
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

  #deliver(peer: Peer<Message>, post: Post<Message>): void {
    const thrown: unknown[] = [];
    for (const message of post.messages) {
      // A callback may close the link, or learn that this incarnation is over.
      if (this.#closed || this.#peers[post.from] !== peer) break;
      try {
        this.#options.receive(post.from, message);
      } catch (error) {
        thrown.push(error); // the messages after it are owed all the same
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
    for (const peer of this.#peers) {
      if (peer?.owes) peer.owes.due = true;
    }
  }

  /** Posts what the window allows, one post a peer and round, then what is owed besides. */
  #flush(): void {
    this.#timing.flushing();
    if (this.#closed) return;
    for (let quiet = 0; quiet < this.#peers.length;) {
      const id = this.#turn;
      this.#turn = (id + 1) % this.#peers.length;
      quiet = this.#postNext(id, this.#peers[id]) ? 0 : quiet + 1;
    }
    this.#peers.forEach((peer, id) => {
      if (!peer) return;
      if (peer.owes?.due) {
        this.#stats.acks++;
        this.#post(id, peer);
      }
      if (peer.epoch === 0 && !peer.empty && !peer.cancelTimer) this.#hello(id, peer);
    });
  }

  #postNext(id: number, peer: Peer<Message> | undefined): boolean {
    const next = peer && peer.epoch !== 0 ? peer.next() : undefined;
    if (!peer || !next || !(next.again || mayOpen(peer, this.#peers, this.#window))) return false;
    if (next.again) this.#stats.resends++;
    else this.#stats.posts++;
    this.#timing.gather();
    peer.advance();
    this.#post(id, peer, next.batch);
    this.#watch(id, peer);
    return true;
  }

  #post(to: number, peer: Peer<Message>, batch?: Batch<Message>): void {
    const { self, epoch, bus } = this.#options;
    const gap = peer.owes?.gap ?? false;
    peer.owes = undefined;
    bus.post({
      from: self,
      epoch,
      to,
      toEpoch: peer.epoch,
      seq: batch?.seq ?? 0,
      ack: peer.received,
      gap,
      messages: batch?.messages ?? [],
    });
  }

  #hello(id: number, peer: Peer<Message>): void {
    this.#stats.hellos++;
    this.#post(id, peer);
    this.#watch(id, peer);
  }

  /** A post of the peer came: a re-send timer that was slowed down starts afresh. */
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
    if (peer.cancelTimer || (peer.epoch !== 0 ? peer.outstanding === 0 : peer.empty)) return;
    peer.progressed = false;
    const ms = Math.min(RESEND_FIRST_MS * 2 ** peer.timeouts, RESEND_LAST_MS);
    peer.cancelTimer = this.#options.clock.after(ms, () => {
      peer.cancelTimer = undefined;
      if (!peer.progressed) this.#timeout(id, peer);
      this.#watch(id, peer);
    });
  }

  #timeout(id: number, peer: Peer<Message>): void {
    peer.timeouts++;
    if (
      peer.timeouts >= SILENT_TIMEOUTS && peer.weight > LINK_QUEUE_WEIGHT_MAX && !peer.reportedStuck
    ) {
      peer.reportedStuck = true;
      this.#options.stuck?.(id);
    }
    if (peer.epoch === 0) return this.#hello(id, peer);
    const batch = peer.probe();
    if (!batch) return;
    this.#stats.resends++;
    this.#post(id, peer, batch);
  }
}
