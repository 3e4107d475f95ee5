/**
 * The way between the threads of one machine [S2]: a ring in shared memory for each direction, and one bell for all.
 * Rings lose nothing, so nothing is numbered, acknowledged or sent again; a bell may be lost, so whoever rang rings
 * again while nobody has come. It never looks into a message, and never reads the time of day, which may jump.
 */
import type { Clock } from "../base/clock.ts";
import type { Gauges, LinkStats } from "../base/metrics.ts";
import type { Bell } from "./bell.ts";
import { type Codec, type PeerRings, RingPeer, Ways } from "./ring_peer.ts";
import {
  LINK_QUEUE_WEIGHT_MAX,
  type LinkCallbacks,
  MESSAGE_WEIGHT,
  type WorkerLink,
} from "./worker_link.ts";

/** A bell that nobody has answered for so long is rung again, in milliseconds. */
export const RING_AGAIN_MS = 20;
/** Bells in a row without an answer that make a peer silent, 2.4 s in all: a busy one has far to go, but it comes. */
const SILENT_BELLS = 120;
/** What a reader takes in one turn of its event loop, in UTF-16 units: about 4 ms of work. Sockets come first then. */
export const READ_UNITS_MAX = 128 * 1024;

interface RingLinkOptions<Message> extends LinkCallbacks<Message> {
  /** This worker, one of 0 to `workers` - 1. */
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
  /** By worker; a hole at `self`. */
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
      peer === undefined || (peer.isEmpty && !peer.ways?.isUnderWay)
    );
  }

  /** How full the rings to the others are, in bytes. */
  get load(): Gauges["link"] {
    const load = { capacity: 0, unread: 0, waiting: 0 };
    for (const peer of this.#peers) {
      if (peer === undefined) continue;
      load.waiting += peer.weight + (peer.ways?.writer.waitingBytes ?? 0);
      if (peer.ways === null) continue;
      load.capacity += peer.ways.writer.capacity;
      load.unread += peer.ways.writer.unread;
    }
    return load;
  }

  send(to: number, message: Message): void {
    const peer = this.#peer(to);
    if (this.#closed) return;
    peer.add(message, this.#options.weigh?.(message) ?? MESSAGE_WEIGHT);
    if (peer.ways !== null) this.#flushSoon();
  }

  /** An incarnation of another worker serves, and these are the rings to and from it; the one before is over [S5]. */
  workerLinked(id: number, epoch: number, rings: PeerRings): void {
    const peer = this.#peer(id);
    if (this.#closed || epoch <= peer.lostEpoch) return;
    try {
      this.#end(id, peer);
    } finally {
      peer.ways = new Ways(epoch, rings);
      this.#flushSoon();
      this.#readSoon(); // it may have rung before anybody here could know what for
    }
  }

  workerLost(id: number, epoch: number): void {
    const peer = this.#peer(id);
    peer.lostEpoch = Math.max(peer.lostEpoch, epoch);
    if (!this.#closed && peer.ways !== null && epoch >= peer.ways.epoch) this.#end(id, peer);
  }

  /** Ends every timer; nothing is sent or received any more. The bell stays open. Any number of times. */
  close(): void {
    this.#closed = true;
    this.#cancelWatch?.();
  }

  #peer(id: number): RingPeer<Message> {
    const peer = this.#peers[id];
    if (!peer) throw new RangeError(`link: worker ${this.#options.self} has no peer ${id}`);
    return peer;
  }

  /** The incarnation is over, and so is what was on its way to or from it. What waits for the first one stays. */
  #end(id: number, peer: RingPeer<Message>): void {
    if (peer.ways === null) return;
    peer.ways = null;
    peer.drop();
    this.#options.reset(id);
  }

  #flushSoon(): void {
    if (this.#flushDue) return;
    this.#flushDue = true;
    this.#options.clock.soon(() => this.#flush());
  }

  /** Writes what was sent in this turn, and rings once for all who have not been rung. */
  #flush(): void {
    this.#flushDue = false;
    if (this.#closed) return;
    const { codec } = this.#options;
    let rings = false;
    for (const peer of this.#peers) {
      if (!peer?.ways || peer.isEmpty) continue;
      const { writer } = peer.ways;
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

  /** Somebody rang: there is something to read here, or room where there was none. */
  #answer(): void {
    if (this.#closed) return;
    let rings = false;
    for (const peer of this.#peers) rings = peer?.ways?.pour() || rings;
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

  /** Reads what all others have written by now, so much of each. What a callback throws is thrown at the end. */
  #read(): void {
    const thrown: unknown[] = [];
    let rings = false;
    let more = false;
    for (const [id, peer] of this.#peers.entries()) {
      const ways = peer?.ways;
      if (this.#closed || !peer || !ways) continue;
      const { reader } = ways;
      reader.look();
      let units = 0;
      for (let text = reader.read(); text !== null; text = reader.read()) {
        for (const message of this.#options.codec.unpack(text)) {
          // a callback may close the link, or learn that this incarnation is over
          if (this.#closed || peer.ways !== ways) break;
          try {
            this.#options.receive(id, message);
          } catch (error) {
            thrown.push(error); // the messages after it are owed all the same
          }
        }
        units += text.length;
        if (this.#closed || peer.ways !== ways) break;
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

  /** Keeps an eye on those who have not taken everything; with nothing under way there is no timer. */
  #watch(): void {
    if (this.#closed || this.#cancelWatch !== undefined) return;
    let isNeeded = false;
    for (const peer of this.#peers) {
      if (!peer?.ways?.isUnderWay) continue;
      isNeeded = true;
      peer.ways.look();
    }
    if (!isNeeded) return;
    this.#cancelWatch = this.#options.clock.after(RING_AGAIN_MS, () => {
      this.#cancelWatch = undefined;
      this.#ringAgain();
      this.#watch();
    });
  }

  /** Whoever has taken nothing since the last look may have missed the bell. */
  #ringAgain(): void {
    let rings = false;
    for (const [id, peer] of this.#peers.entries()) {
      const ways = peer?.ways;
      if (!ways) continue;
      const { isSilent } = ways;
      ways.bells = isSilent ? ways.bells + 1 : 0;
      rings = ways.pour() || isSilent || rings;
      if (ways.bells < SILENT_BELLS || ways.writer.waitingBytes <= LINK_QUEUE_WEIGHT_MAX) continue;
      if (ways.reportedStuck) continue;
      ways.reportedStuck = true;
      this.#options.stuck?.(id);
    }
    if (!rings) return;
    this.#stats.bells_again++;
    this.#options.bell.ring();
  }
}
