/**
 * What one worker keeps of another: the rings to and from its current incarnation, and the messages that are not
 * written yet. Pure state, without bell, clock or callback: the link decides when to write, read and ring.
 */
import { type RingMemory, RingReader, RingWriter } from "./ring.ts";

/** The most weight, about bytes, that is written as one text, unless a single message has more. */
const TEXT_WEIGHT_MAX = 64 * 1024;

/** Encodes the messages of one turn as a text, and back. */
export interface Codec<Message> {
  pack(messages: readonly Message[]): string;
  unpack(text: string): readonly Message[];
}

/** The memory of the rings between two workers, as one of them sees it. */
export interface PeerRings {
  /** Written here, and read by the peer. */
  readonly out: RingMemory;
  /** Written by the peer, and read here. */
  readonly in: RingMemory;
}

/** The rings to and from one incarnation of a peer, and whether it reads. */
export class RingPair {
  readonly epoch: number;
  readonly writer: RingWriter;
  readonly reader: RingReader;
  /** Bells in a row that the peer has not answered. */
  bells = 0;
  reportedStuck = false;
  /** What the peer had read at the last `look`. */
  #taken = 0;

  constructor(epoch: number, rings: PeerRings) {
    this.epoch = epoch;
    this.writer = new RingWriter(rings.out);
    this.reader = new RingReader(rings.in);
  }

  /** Whether the peer has not read everything yet. */
  get isUnderWay(): boolean {
    return this.writer.unread > 0 || this.writer.waitingBytes > 0;
  }

  /** Remembers how far the peer has read, for `isSilent`. */
  look(): void {
    this.#taken = this.writer.taken;
  }

  /** Whether the peer has read nothing since the last `look`, though there is something to read. */
  get isSilent(): boolean {
    return this.isUnderWay && this.writer.taken === this.#taken;
  }

  /** Writes what had no room before, if there is room now. Returns whether the peer has to be rung. */
  pour(): boolean {
    const { waitingBytes } = this.writer;
    if (waitingBytes === 0) return false;
    this.writer.flush();
    return this.writer.waitingBytes < waitingBytes && this.writer.takeBell();
  }
}

export class RingPeer<Message> {
  /** null: no live incarnation is known. */
  pair: RingPair | null = null;
  /** This incarnation and all before it are dead. */
  lostEpoch = 0;
  /** Messages that are not written yet, and the weight of each. */
  #messages: Message[] = [];
  #weights: number[] = [];
  #weight = 0;

  get isEmpty(): boolean {
    return this.#messages.length === 0;
  }

  /** Weight of all messages that are not written yet. */
  get weight(): number {
    return this.#weight;
  }

  add(message: Message, weight: number): void {
    this.#messages.push(message);
    this.#weights.push(weight);
    this.#weight += weight;
  }

  /** Takes out all messages, in groups of at most TEXT_WEIGHT_MAX. */
  *take(): Iterable<readonly Message[]> {
    const [messages, weights, weight] = [this.#messages, this.#weights, this.#weight];
    this.drop();
    if (weight <= TEXT_WEIGHT_MAX) return yield messages;
    let [first, sum] = [0, 0];
    for (const [at, more] of weights.entries()) {
      if (at > first && sum + more > TEXT_WEIGHT_MAX) {
        yield messages.slice(first, at);
        [first, sum] = [at, 0];
      }
      sum += more;
    }
    yield messages.slice(first);
  }

  drop(): void {
    this.#messages = [];
    this.#weights = [];
    this.#weight = 0;
  }
}
