/**
 * Heartbeats: sent by whoever has a session, and timed by the receiver's own clock [C9]. An ear counts as open only while
 * it is sure of itself: connected, hearing at least its own heartbeats, and with a lease that is good, which it is not
 * after standing still. What was not heard with a closed ear is no silence: after each opening silence counts anew.
 */
import { type Clock, untilBeat } from "../base/clock.ts";
import type { Cancel, Engine } from "./engine.ts";
import type { Lease } from "./lease.ts";
import type { Timing } from "./membership_options.ts";
import { decode, type Heartbeat } from "./records.ts";

/** Own heartbeats come back: with none of anybody for so long, nothing comes at all. In milliseconds. */
const DEAF_MS = 1_000;

/** What was heard of an incarnation that has no session is forgotten after this, in milliseconds. */
const STRANGER_MS = 60_000;

/** The last heartbeat of an incarnation. */
interface Heard {
  readonly heartbeat: Heartbeat;
  /** By the steady clock. */
  readonly at: number;
}

interface HeartbeatsOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly lease: Lease;
  readonly subject: string;
  readonly timing: Timing;
  /** What this node sends of itself. */
  own(): Heartbeat;
  /** Their moment has come, whether one is sent or not: what else is due goes with it. */
  beat(): void;
  /** It was sent in its turn. */
  spoken(): void;
  heard(heartbeat: Heartbeat): void;
}

export class Heartbeats {
  readonly #options: HeartbeatsOptions;
  readonly #heard = new Map<string, Heard>();
  #lastHeardAt = -Infinity;
  /** Since when the ear is open; null: it is not. */
  #openSince: number | null = null;
  #cancel: Cancel = () => {};
  #cancelNext: Cancel = () => {};
  #speaks = false;

  constructor(options: HeartbeatsOptions) {
    this.#options = options;
  }

  listen(): void {
    const { engine, subject } = this.#options;
    this.#cancel = engine.subscribe(subject, (text) => {
      const heartbeat = decode.heartbeat(text);
      if (heartbeat !== null) this.#take(heartbeat);
    });
    this.#await();
  }

  /** Sends one, and from here on one at each moment. */
  speak(): void {
    const { engine, subject, own } = this.#options;
    this.#speaks = true;
    engine.publish(subject, JSON.stringify(own()));
  }

  stop(): void {
    this.#speaks = false;
    this.#cancel();
    this.#cancelNext();
  }

  /** To be called often: whether the ear is still open. */
  look(): void {
    const { engine, clock, lease } = this.#options;
    const now = clock.now();
    const isOpen = engine.isConnected && lease.isGood &&
      now - this.#lastHeardAt <= DEAF_MS;
    if (!isOpen) this.#openSince = null;
    else this.#openSince ??= now;
  }

  /** For how long the ear has been open, in milliseconds. */
  get openMs(): number {
    return this.#openSince === null ? 0 : this.#options.clock.now() - this.#openSince;
  }

  /** The last heartbeat of an incarnation. */
  last(incarnation: string): Heartbeat | undefined {
    return this.#heard.get(incarnation)?.heartbeat;
  }

  /**
   * Whether an incarnation has been silent for long enough to be judged [C9]. One that was never heard is not while its
   * record changes (`seenAt`: when it last did): two nodes that are cut from each other alone would end each other's
   * next life, and the next.
   */
  isSilent(incarnation: string, seenAt: number): boolean {
    if (this.#openSince === null) return false;
    const { clock, timing } = this.#options;
    const heard = this.#heard.get(incarnation);
    const since = Math.max(this.#openSince, heard?.at ?? seenAt);
    return clock.now() - since >= (heard === undefined ? timing.listenMs : timing.silentMs);
  }

  /** When somebody who is heard now will have been silent for long enough, if nothing more comes: in milliseconds. */
  get silentInMs(): number {
    const { clock, timing } = this.#options;
    const now = clock.now();
    const last = Math.min(now, ...this.#heard.values().map(({ at }) => at));
    return last + timing.silentMs - now;
  }

  /** Whether it was heard, and not too long ago. */
  isHeard(incarnation: string): boolean {
    return this.#heard.has(incarnation) && !this.isSilent(incarnation, 0);
  }

  forget(incarnation: string): void {
    this.#heard.delete(incarnation);
  }

  /** Forgets those that were heard, and of whom nothing else ever became known. */
  forgetStrangers(isKnown: (incarnation: string) => boolean): void {
    const now = this.#options.clock.now();
    for (const [incarnation, { at }] of this.#heard) {
      if (now - at > STRANGER_MS && !isKnown(incarnation)) this.#heard.delete(incarnation);
    }
  }

  #await(): void {
    const { clock, timing, beat, spoken } = this.#options;
    this.#cancelNext = clock.after(untilBeat(clock, timing.heartbeatMs), () => {
      this.#await();
      beat();
      if (!this.#speaks) return;
      this.speak();
      spoken();
    });
  }

  #take(heartbeat: Heartbeat): void {
    const { clock, heard } = this.#options;
    const now = clock.now();
    this.#lastHeardAt = now;
    this.#heard.set(heartbeat.incarnation, { heartbeat, at: now });
    heard(heartbeat);
  }
}
