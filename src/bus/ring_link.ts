/**
 * The link between the threads of one machine [S2]: a ring in shared memory for each pair and direction, and one bell
 * for all. Rings lose nothing, so messages need no numbers, acknowledgements or re-sending. A bell may be lost, so it
 * is rung again until the reader has come. The link never looks into a message, and never reads the wall clock, which
 * may jump.
 */
import type { Clock } from "../base/clock.ts";
import type { Gauges, LinkStats } from "../base/metrics.ts";
import type { Bell } from "./bell.ts";
import { type Codec, type PeerRings, RingPair, RingPeer } from "./ring_peer.ts";
import {
  LINK_QUEUE_WEIGHT_MAX,
  type LinkCallbacks,
  MESSAGE_WEIGHT,
  type WorkerLink,
} from "./worker_link.ts";

/** How long to wait before an unanswered bell is rung again, in milliseconds. */
export const RING_AGAIN_MS = 20;
/** Unanswered bells in a row, over 2.4 s, after which a peer counts as silent: even a busy one answers sooner. */
const SILENT_BELLS = 120;
/** What is read from one ring in a turn of the event loop, in UTF-16 units: about 4 ms of work, then sockets come. */
export const READ_UNITS_MAX = 128 * 1024;

interface RingLinkOptions<Message> extends LinkCallbacks<Message> {
  /** This worker, from 0 to `workers` - 1. */
  readonly self: number;
  readonly workers: number;
  readonly bell: Bell;
  readonly clock: Clock;
  readonly codec: Codec<Message>;
}

/** One worker's end of the rings to and from all others. */
export class RingLink<Message> implements WorkerLink<Message> {
  readonly stats: Readonly<LinkStats>;
  readonly #stats: LinkStats = { texts: 0, bells: 0, bells_again: 0, full: 0 };
  readonly #options: RingLinkOptions<Message>;
  /** By worker; undefined at `self`. */
  readonly #peers: readonly (RingPeer<Message> | undefined)[];
  #flushDue = false;
  #readDue = false;
  #cancelWatch: (() => void) | undefined;
  #closed = false;

  constructor(options: RingLinkOptions<Message>) {
    const { self, workers, bell } = options;
    if (!(self >= 0 && self < workers)) throw new RangeError(`link: worker ${self} of ${workers}`);
    this.stats = this.#stats;
    this.#options = options;
    this.#peers = Array.from(
      { length: workers },
      (_, id) => id === self ? undefined : new RingPeer<Message>(),
    );
    bell.listen(() => this.#answer());
  }

  get idle(): boolean {
    return this.#peers.every((peer) =>
      peer === undefined || (peer.isEmpty && !peer.pair?.isUnderWay)
    );
  }

  /** How full the rings to the others are, in bytes. */
  get load(): Gauges["link"] {
    const load = { capacity: 0, unread: 0, waiting: 0 };
    for (const peer of this.#peers) {
      if (peer === undefined) continue;
      load.waiting += peer.weight + (peer.pair?.writer.waitingBytes ?? 0);
      if (peer.pair === null) continue;
      load.capacity += peer.pair.writer.capacity;
      load.unread += peer.pair.writer.unread;
    }
    return load;
  }

  send(to: number, message: Message): void {
    const peer = this.#peer(to);
    if (this.#closed) return;
    peer.add(message, this.#options.weigh?.(message) ?? MESSAGE_WEIGHT);
    if (peer.pair !== null) this.#flushSoon();
  }

  /** A new incarnation of another worker is linked by these rings; the one before it is dead [S5]. */
  workerLinked(id: number, epoch: number, rings: PeerRings): void {
    const peer = this.#peer(id);
    if (this.#closed || epoch <= peer.lostEpoch) return;
    try {
      this.#end(id, peer);
    } finally {
      peer.pair = new RingPair(epoch, rings);
      this.#flushSoon();
      this.#readSoon(); // it may have rung before this worker had its rings
    }
  }

  workerLost(id: number, epoch: number): void {
    const peer = this.#peer(id);
    peer.lostEpoch = Math.max(peer.lostEpoch, epoch);
    if (!this.#closed && peer.pair !== null && epoch >= peer.pair.epoch) this.#end(id, peer);
  }

  /** Stops the timers; nothing is sent or received any more. The bell stays open. Idempotent. */
  close(): void {
    this.#closed = true;
    this.#cancelWatch?.();
  }

  #peer(id: number): RingPeer<Message> {
    const peer = this.#peers[id];
    if (!peer) throw new RangeError(`link: worker ${this.#options.self} has no peer ${id}`);
    return peer;
  }

  /** The incarnation is dead: messages to and from it are dropped. Those that wait for a first incarnation stay. */
  #end(id: number, peer: RingPeer<Message>): void {
    if (peer.pair === null) return;
    peer.pair = null;
    peer.drop();
    this.#options.reset(id);
  }

  #flushSoon(): void {
    if (this.#flushDue) return;
    this.#flushDue = true;
    this.#options.clock.soon(() => this.#flush());
  }

  /** Writes what was sent in this turn, and rings once for all readers that have not been rung. */
  #flush(): void {
    this.#flushDue = false;
    if (this.#closed) return;
    const { codec } = this.#options;
    let rings = false;
    for (const peer of this.#peers) {
      if (!peer?.pair || peer.isEmpty) continue;
      const { writer } = peer.pair;
      for (const messages of peer.take()) {
        writer.write(codec.pack(messages));
        this.#stats.texts++;
      }
      if (writer.waitingBytes > 0) this.#stats.full++;
      rings = writer.takeBell() || rings;
    }
    if (rings) this.#ring();
    this.#watch();
  }

  #ring(): void {
    this.#stats.bells++;
    this.#options.bell.ring();
  }

  /** The bell has rung: some ring may have something to read, or space to write again. */
  #answer(): void {
    if (this.#closed) return;
    let rings = false;
    for (const peer of this.#peers) rings = peer?.pair?.pour() || rings;
    if (rings) this.#ring();
    this.#read();
  }

  #readSoon(): void {
    if (this.#readDue) return;
    this.#readDue = true;
    this.#options.clock.after(0, () => {
      this.#readDue = false;
      this.#read();
    });
  }

  /** Reads from each ring, up to READ_UNITS_MAX. Throws at the end what a callback threw first. */
  #read(): void {
    const thrown: unknown[] = [];
    let rings = false;
    let more = false;
    for (const [id, peer] of this.#peers.entries()) {
      const pair = peer?.pair;
      if (this.#closed || !peer || !pair) continue;
      const { reader } = pair;
      reader.look();
      let units = 0;
      for (let text = reader.read(); text !== null; text = reader.read()) {
        for (const message of this.#options.codec.unpack(text)) {
          // a callback may close the link, or end this incarnation
          if (this.#closed || peer.pair !== pair) break;
          try {
            this.#options.receive(id, message);
          } catch (error) {
            thrown.push(error); // the following messages must still be delivered
          }
        }
        units += text.length;
        if (this.#closed || peer.pair !== pair) break;
        if (units < READ_UNITS_MAX) continue;
        more = true;
        break;
      }
      rings = reader.takeBell() || rings;
    }
    if (more) this.#readSoon();
    if (rings && !this.#closed) this.#ring();
    if (thrown.length > 0) throw thrown[0];
  }

  /** Starts the timer that rings again, while some ring has unread text. */
  #watch(): void {
    if (this.#closed || this.#cancelWatch !== undefined) return;
    let isNeeded = false;
    for (const peer of this.#peers) {
      if (!peer?.pair?.isUnderWay) continue;
      isNeeded = true;
      peer.pair.look();
    }
    if (!isNeeded) return;
    this.#cancelWatch = this.#options.clock.after(RING_AGAIN_MS, () => {
      this.#cancelWatch = undefined;
      this.#ringAgain();
      this.#watch();
    });
  }

  /** Rings again for readers that have read nothing since the last time, and reports those that are stuck. */
  #ringAgain(): void {
    let rings = false;
    for (const [id, peer] of this.#peers.entries()) {
      const pair = peer?.pair;
      if (!pair) continue;
      const { isSilent } = pair;
      pair.bells = isSilent ? pair.bells + 1 : 0;
      rings = pair.pour() || isSilent || rings;
      if (pair.bells < SILENT_BELLS || pair.writer.waitingBytes <= LINK_QUEUE_WEIGHT_MAX) continue;
      if (pair.reportedStuck) continue;
      pair.reportedStuck = true;
      this.#options.stuck?.(id);
    }
    if (!rings) return;
    this.#stats.bells_again++;
    this.#options.bell.ring();
  }
}
