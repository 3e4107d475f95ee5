/**
 * A bus inside one test, on a fake clock, that can be made as bad as it may be: it loses, doubles,
 * delays and reorders posts, and keeps a ring for readers that are blocked. One seed decides it all.
 */
import type { Bus, Post } from "../../src/bus/bus.ts";
import type { Clock } from "../../src/base/clock.ts";
import { plainCopy } from "../base/plain_copy.ts";

/** A post as the wire has it: every end is given it, whoever it is for. */
export interface Carried<Message> extends Post<Message> {
  readonly from: number;
  readonly to: number;
}

/** What goes wrong. Nothing by default. */
export interface Faults {
  /** Chance, 0 to 1, that a post doesn't reach an end; that it reaches it twice. */
  readonly drop: number;
  readonly duplicate: number;
  /** A post takes 0 to so many milliseconds; posts overtake each other. */
  readonly delayMs: number;
  /** An end that is more posts behind, whoever they are for, loses the oldest: 256 in Deno [S2]. */
  readonly ring: number;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The wire that all ends of a test share. */
export class FakeNetwork<Message> {
  /** The faults from now on; a test may change them on the way. */
  faults: Faults;
  /** Sees every post at the moment it is posted. */
  watch: (post: Carried<Message>) => void = () => {};
  /** Posts that some end should have been given and was not. */
  lost = 0;
  readonly clock: Clock;
  readonly random: () => number;
  readonly #ends = new Set<FakeEnd<Message>>();

  constructor(clock: Clock, faults: Partial<Faults> = {}, seed = 1) {
    this.clock = clock;
    this.faults = { drop: 0, duplicate: 0, delayMs: 0, ring: Infinity, ...faults };
    this.random = seededRandom(seed);
  }

  open(): FakeEnd<Message> {
    const end = new FakeEnd(this);
    this.#ends.add(end);
    return end;
  }

  carry(post: Carried<Message>, sender: FakeEnd<Message>): void {
    this.watch(post);
    const { drop, duplicate, delayMs } = this.faults;
    for (const end of this.#ends) {
      if (end === sender) continue;
      const copies = this.random() < drop ? 0 : this.random() < duplicate ? 2 : 1;
      if (copies === 0) this.lost++;
      for (let copy = 0; copy < copies; copy++) {
        const delay = Math.floor(this.random() * (delayMs + 1));
        if (delay === 0) end.arrive(post);
        else this.clock.after(delay, () => end.arrive(post));
      }
    }
  }

  leave(end: FakeEnd<Message>): void {
    this.#ends.delete(end);
  }
}

/** One end, of one worker. Each post is received in a tick of its own. */
export class FakeEnd<Message> {
  readonly #network: FakeNetwork<Message>;
  #receive: (post: Carried<Message>) => void = () => {};
  readonly #behind: Carried<Message>[] = [];
  #blocked = false;
  #reading = false;
  #closed = false;

  constructor(network: FakeNetwork<Message>) {
    this.#network = network;
  }

  post(post: Carried<Message>): void {
    if (!this.#closed) this.#network.carry(plainCopy(post), this);
  }

  listen(receive: (post: Carried<Message>) => void): void {
    this.#receive = receive;
  }

  close(): void {
    this.#closed = true;
    this.#behind.length = 0;
    this.#network.leave(this);
  }

  /** This worker's event loop stands still, as far as the bus can see. */
  block(): void {
    this.#blocked = true;
  }

  unblock(): void {
    this.#blocked = false;
    this.#read();
  }

  arrive(post: Carried<Message>): void {
    if (this.#closed) return;
    this.#behind.push(post);
    if (this.#behind.length > this.#network.faults.ring) {
      this.#behind.shift();
      this.#network.lost++;
    }
    this.#read();
  }

  #read(): void {
    if (this.#reading || this.#blocked || this.#behind.length === 0) return;
    this.#reading = true;
    this.#network.clock.after(0, () => {
      this.#reading = false;
      if (this.#blocked || this.#closed) return;
      const post = this.#behind.shift();
      this.#read();
      if (post) this.#receive(post);
    });
  }
}

/** The end of the peer with this number, as a link has it: it is given what is for it alone. */
export function busOf<Message>(end: FakeEnd<Message>, self: number): Bus<Message> {
  return {
    post: (to, post) => end.post({ ...post, from: self, to }),
    listen: (receive) =>
      end.listen(({ from, to, ...post }) => {
        if (to === self) receive(from, post);
      }),
    close: () => end.close(),
  };
}
