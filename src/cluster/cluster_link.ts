/**
 * The way from one worker to those of other nodes, over the engine's bus [C11]: each envelope arrives once and in
 * order, or its receiver is over and `lost` reports it. Workers of other nodes are known by numbers: one for each life
 * that membership names, from the number of workers here on, never used again. Membership alone decides who is over;
 * but where too much waits for a life, the link to it begins anew: what was on its way, either way, is dropped as a
 * whole at both ends, and the life has another number, as if it had died and come again.
 */
import type { Clock } from "../base/clock.ts";
import type { ClusterLinkStats } from "../base/metrics.ts";
import type { Envelope } from "../bus/envelopes.ts";
import { Link } from "../bus/link.ts";
import type { Queue } from "../bus/link_options.ts";
import type { Codec } from "../bus/ring_peer.ts";
import { ENVELOPES } from "../bus/wire.ts";
import type { Engine } from "./engine.ts";
import { isEnvelope } from "./is_envelope.ts";
import { NatsBus } from "./nats_bus.ts";
import { Peers } from "./peers.ts";
import { Pieces, piecesOf } from "./pieces.ts";
import type { Subjects } from "./subjects.ts";

/** What a link to other nodes needs. The callbacks may call the link again, and may throw. */
interface ClusterLinkOptions {
  /** Of this worker. It has one link. */
  readonly life: string;
  /** Workers of this node: the numbers below are theirs. */
  readonly workers: number;
  readonly engine: Pick<Engine, "publish" | "subscribe">;
  readonly clock: Clock;
  readonly subjects: Pick<Subjects, "inbox">;
  /** An envelope has arrived. */
  receive(from: number, envelope: Envelope): void;
  /**
   * The life that had this number is over, or has another one: nothing arrives of this one, and what is sent to it goes
   * nowhere. Once each.
   */
  lost(peer: number): void;
  /** The link to a life begins anew: too much waits for it here, or did at its other end. Before `lost`. */
  begunAnew(life: string, why: "stuck here" | "stuck there"): void;
  /** For simulations: what may wait for one that is silent. */
  readonly silentQueue?: Queue;
  /** For simulations: how an envelope becomes a text, and the text an envelope again. */
  readonly codec?: Codec<Envelope>;
}

/** How much is on its way to all peers together. */
interface ClusterLoad {
  /** Posts that are not acknowledged. */
  readonly outstanding: number;
  /** What waits or is not acknowledged, in about bytes. */
  readonly waiting: number;
}

export class ClusterLink {
  readonly #options: ClusterLinkOptions;
  readonly #codec: Codec<Envelope>;
  readonly #peers: Peers;
  readonly #bus: NatsBus;
  readonly #link: Link<string>;
  readonly #pieces = new Pieces();
  #unreadable = 0;
  #resets = 0;
  #closed = false;

  constructor(options: ClusterLinkOptions) {
    const { life, workers, engine, clock, subjects, codec = ENVELOPES, silentQueue } = options;
    this.#options = options;
    this.#codec = codec;
    const peers = this.#peers = new Peers(workers);
    this.#bus = new NatsBus({
      ...{ life, engine, subjects, peers },
      begunAnew: (peer, epoch) => this.#beginAnew(peer, epoch, "stuck there"),
    });
    this.#link = new Link<string>({
      bus: this.#bus,
      clock,
      receive: (from, piece) => this.#receive(from, piece),
      reset: () => {}, // whoever ends a peer reports it
      stuck: (peer) => {
        const stuck = peers.lifeOf(peer);
        if (stuck !== null) this.#beginAnew(stuck, peers.epochOf(peer) + 1, "stuck here");
      },
      weigh: (piece) => piece.length,
      ...silentQueue !== undefined && { silentQueue },
    });
  }

  /** Nothing waits, and the others have taken all that was sent. */
  get idle(): boolean {
    return this.#link.idle;
  }

  get load(): ClusterLoad {
    return this.#link.load;
  }

  get stats(): ClusterLinkStats {
    const { posts, resends } = this.#link.stats;
    const { strangers, unreadable } = this.#bus;
    const resets = this.#resets;
    return { posts, resends, resets, strangers, unreadable: unreadable + this.#unreadable };
  }

  /** How many lives can be sent to. */
  get peerCount(): number {
    return this.#peers.count;
  }

  /** The number of a life that membership has named and that is not over; null: there is none. */
  numberOf(life: string): number | null {
    return this.#peers.numberOf(life);
  }

  /**
   * Membership has found a node, or the lives of its workers are others now: those it had before and has no more are
   * over. What it says of an incarnation that was lost is ignored.
   */
  peerUp(incarnation: string, lives: readonly string[]): void {
    if (this.#closed) return;
    const { met, over } = this.#peers.up(incarnation, lives);
    for (const peer of met) this.#link.meet(peer);
    this.#end(over);
  }

  /** The incarnation's session was revoked or given up: all its lives are over, and all that still comes of them. */
  peerLost(incarnation: string): void {
    if (!this.#closed) this.#end(this.#peers.lost(incarnation));
  }

  /** Together with all others of this tick. A number that was never given is refused with a RangeError. */
  send(to: number, envelope: Envelope): void {
    for (const piece of piecesOf(this.#codec.pack([envelope]))) this.#link.send(to, piece);
  }

  /** Ends every timer; nothing is sent or received any more. Any number of times. */
  close(): void {
    this.#closed = true;
    this.#link.close();
    this.#bus.close();
  }

  #beginAnew(life: string, epoch: number, why: "stuck here" | "stuck there"): void {
    const anew = this.#peers.beginAnew(life, epoch);
    if (anew === null) return;
    this.#resets++;
    // with nothing to send it would go on in the epoch before, and wait for what was dropped
    this.#link.meet(anew.met, { mustLearn: true });
    this.#options.begunAnew(life, why);
    this.#end([anew.over]);
  }

  /** All state is settled before a callback runs. */
  #end(peers: readonly number[]): void {
    for (const peer of peers) {
      this.#link.workerLost(peer);
      this.#pieces.drop(peer);
    }
    for (const peer of peers) this.#options.lost(peer);
  }

  #receive(from: number, piece: string): void {
    const text = this.#pieces.add(from, piece);
    if (text === null) return;
    const envelopes = this.#read(text);
    if (envelopes === null) this.#unreadable++;
    else for (const envelope of envelopes) this.#options.receive(from, envelope);
  }

  /** null: there is something else in it. */
  #read(text: string): readonly Envelope[] | null {
    try {
      const envelopes: readonly unknown[] = this.#codec.unpack(text);
      return envelopes.every(isEnvelope) ? envelopes : null;
    } catch {
      return null;
    }
  }
}
