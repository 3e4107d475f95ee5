/**
 * What one worker keeps of another: the rings to and from its present incarnation, and what waits to be written. Pure
 * state: no bell, clock or callback in here; the link decides when to write, to read and to ring.
 */
import { type RingMemory, RingReader, RingWriter } from "./ring.ts";

/** Weight of what goes into a ring as one text, about its bytes. One message may be heavier. */
const TEXT_WEIGHT_MAX = 64 * 1024;

/** How the messages of one turn become a text, and this the messages again. */
export interface Codec<Message> {
  pack(messages: readonly Message[]): string;
  unpack(text: string): readonly Message[];
}

/** The rings of two workers, as one of them sees them. */
export interface PeerRings {
  /** Written here, and read by the peer. */
  readonly out: RingMemory;
  /** Written by the peer, and read here. */
  readonly in: RingMemory;
}

/** The rings to and from one incarnation of a peer. */
export class Ways {
  readonly epoch: number;
  readonly writer: RingWriter;
  readonly reader: RingReader;
  /** Bells in a row that the peer did not come for. */
  bells = 0;
  reportedStuck = false;
  /** What the peer had taken at the last look at it. */
  #taken = 0;

  constructor(epoch: number, rings: PeerRings) {
    this.epoch = epoch;
    this.writer = new RingWriter(rings.out);
    this.reader = new RingReader(rings.in);
  }

  /** Whether the peer has not taken everything yet. */
  get isUnderWay(): boolean {
    return this.writer.unread > 0 || this.writer.waitingBytes > 0;
  }

  /** From here on `isSilent` is about. */
  look(): void {
    this.#taken = this.writer.taken;
  }

  /** Whether the peer has taken nothing since the last look, though there is something. */
  get isSilent(): boolean {
    return this.isUnderWay && this.writer.taken === this.#taken;
  }

  /** Puts what had no room into the ring; whether the peer has to be rung for it. */
  pour(): boolean {
    const { waitingBytes } = this.writer;
    if (waitingBytes === 0) return false;
    this.writer.flush();
    return this.writer.waitingBytes < waitingBytes && this.writer.takeBell();
  }
}

export class RingPeer<Message> {
  /** null: no incarnation of it is known to live. */
  ways: Ways | null = null;
  /** This incarnation and all before it are dead. */
  lostEpoch = 0;
  /** What was sent in this turn, or since the last incarnation ended, and what each weighs. */
  #messages: Message[] = [];
  #weights: number[] = [];
  #weight = 0;

  get isEmpty(): boolean {
    return this.#messages.length === 0;
  }

  /** What all that waits weighs. */
  get weight(): number {
    return this.#weight;
  }

  add(message: Message, weight: number): void {
    this.#messages.push(message);
    this.#weights.push(weight);
    this.#weight += weight;
  }

  /** Takes out all that waits, in groups that a reader can take at once. */
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
