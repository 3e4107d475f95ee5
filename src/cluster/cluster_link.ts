/**
 * The link from one worker to those of other nodes, over the engine's bus [C11]: each envelope arrives once and in
 * order, unless its receiver has died, which `lost` reports. Each incarnation of a worker of another node has a number,
 * starting after the numbers of this node's workers, and never used again. Only membership decides who is dead. But if
 * too much waits for a worker, the link to it is reset: both ends drop everything between them, and the worker gets a
 * new number, as if it had died and come back.
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

/** Options of a link to other nodes. Callbacks may call the link, and may throw. */
interface ClusterLinkOptions {
  /** Of this worker. */
  readonly workerId: string;
  /** How many workers this node has: smaller numbers are theirs. */
  readonly workers: number;
  readonly engine: Pick<Engine, "publish" | "subscribe">;
  readonly clock: Clock;
  readonly subjects: Pick<Subjects, "inbox">;
  /** An envelope has arrived. */
  receive(from: number, envelope: Envelope): void;
  /**
   * The worker with this number is dead, or has a new number: nothing arrives from this number any more, and what is
   * sent to it is dropped. Called once for each number.
   */
  lost(peer: number): void;
  /** The link to a worker is reset, because too much waits for it at this end or at the other. Called before `lost`. */
  begunAnew(workerId: string, why: "stuck here" | "stuck there"): void;
  /** For simulations: what may wait for a silent worker. */
  readonly silentQueue?: Queue;
  /** For simulations: the encoding of envelopes. */
  readonly codec?: Codec<Envelope>;
}

/** How much is on its way to all other workers together. */
interface ClusterLoad {
  /** Posts that are not acknowledged. */
  readonly outstanding: number;
  /** Approximate size of what waits or is unacknowledged, in bytes. */
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
    const { workerId, workers, engine, clock, subjects, codec = ENVELOPES, silentQueue } = options;
    this.#options = options;
    this.#codec = codec;
    const peers = this.#peers = new Peers(workers);
    this.#bus = new NatsBus({
      ...{ workerId, engine, subjects, peers },
      begunAnew: (peer, epoch) => this.#beginAnew(peer, epoch, "stuck there"),
    });
    this.#link = new Link<string>({
      bus: this.#bus,
      clock,
      receive: (from, piece) => this.#receive(from, piece),
      reset: () => {}, // reported where a peer is ended
      stuck: (peer) => {
        const stuck = peers.idOf(peer);
        if (stuck !== null) this.#beginAnew(stuck, peers.epochOf(peer) + 1, "stuck here");
      },
      weigh: (piece) => piece.length,
      ...silentQueue !== undefined && { silentQueue },
    });
  }

  /** Whether nothing waits, and the others have received everything. */
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

  /** How many workers can be sent to. */
  get peerCount(): number {
    return this.#peers.count;
  }

  /** The number of a worker; null: it is unknown or dead. */
  numberOf(workerId: string): number | null {
    return this.#peers.numberOf(workerId);
  }

  /**
   * Membership has found a node, or its workers have changed: those that are not listed any more are dead.
   * Ignored for an incarnation that was lost.
   */
  nodeUp(incarnation: string, workerIds: readonly string[]): void {
    if (this.#closed) return;
    const { met, over } = this.#peers.up(incarnation, workerIds);
    for (const peer of met) this.#link.meet(peer);
    this.#end(over);
  }

  /**
   * The incarnation's session has ended: its workers are dead, and everything that still comes from them is dropped.
   */
  nodeLost(incarnation: string): void {
    if (!this.#closed) this.#end(this.#peers.lost(incarnation));
  }

  /** Sends an envelope, together with all others of this tick. Throws a RangeError for a number that was never used. */
  send(to: number, envelope: Envelope): void {
    for (const piece of piecesOf(this.#codec.pack([envelope]))) this.#link.send(to, piece);
  }

  /** Stops all timers; nothing is sent or received any more. Idempotent. */
  close(): void {
    this.#closed = true;
    this.#link.close();
    this.#bus.close();
  }

  #beginAnew(workerId: string, epoch: number, why: "stuck here" | "stuck there"): void {
    const anew = this.#peers.beginAnew(workerId, epoch);
    if (anew === null) return;
    this.#resets++;
    // greet: otherwise, with nothing to send, the other end would not learn of the new epoch
    this.#link.meet(anew.met, { mustLearn: true });
    this.#options.begunAnew(workerId, why);
    this.#end([anew.over]);
  }

  /** The state is consistent before a callback runs. */
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

  /** The envelopes in a text; null: it is none of ours. */
  #read(text: string): readonly Envelope[] | null {
    try {
      const envelopes: readonly unknown[] = this.#codec.unpack(text);
      return envelopes.every(isEnvelope) ? envelopes : null;
    } catch {
      return null;
    }
  }
}
