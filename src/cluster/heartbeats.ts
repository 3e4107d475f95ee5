/**
 * Heartbeats, sent by every node with a session, and timed by the receiver's clock [C9]. A node judges the silence of
 * others only while its own ear is open: while it is connected, receives at least its own heartbeats, and has a good
 * lease, which it has not after it stood still. Whenever the ear opens, all silences start anew.
 */
import { type Clock, untilBeat } from "../base/clock.ts";
import type { Cancel, Engine } from "./engine.ts";
import type { Lease } from "./lease.ts";
import type { Timing } from "./membership_options.ts";
import { decode, type Heartbeat } from "./records.ts";

/** Without any heartbeat for so long, not even its own, a node receives nothing at all. In milliseconds. */
const DEAF_MS = 1_000;

/** When heartbeats of an incarnation without a session are forgotten, in milliseconds. */
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
  /** This node's heartbeat. */
  own(): Heartbeat;
  /** Called at each beat, whether a heartbeat is sent or not, so that other work can share the wake-up. */
  beat(): void;
  /** A heartbeat was sent. */
  sent(): void;
  heard(heartbeat: Heartbeat): void;
}

export class Heartbeats {
  readonly #options: HeartbeatsOptions;
  readonly #heard = new Map<string, Heard>();
  #lastHeardAt = -Infinity;
  /** Since when the ear is open; null: it is closed. */
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

  /** Sends a heartbeat now, and at each beat from now on. */
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

  /** Updates whether the ear is open; must be called often. */
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
   * Whether an incarnation has been silent for so long that its session may be revoked [C9]. One that was never heard
   * does not count as silent while its record changes (`seenAt`: when it last did): otherwise two nodes that can't hear
   * each other, but reach NATS, would revoke each other again and again.
   */
  isSilent(incarnation: string, seenAt: number): boolean {
    if (this.#openSince === null) return false;
    const { clock, timing } = this.#options;
    const heard = this.#heard.get(incarnation);
    const since = Math.max(this.#openSince, heard?.at ?? seenAt);
    return clock.now() - since >= (heard === undefined ? timing.listenMs : timing.silentMs);
  }

  /** In how many milliseconds the first node will count as silent, if no more heartbeats come. */
  get silentInMs(): number {
    const { clock, timing } = this.#options;
    const now = clock.now();
    const last = Math.min(now, ...this.#heard.values().map(({ at }) => at));
    return last + timing.silentMs - now;
  }

  /** Whether it was heard recently. */
  isHeard(incarnation: string): boolean {
    return this.#heard.has(incarnation) && !this.isSilent(incarnation, 0);
  }

  forget(incarnation: string): void {
    this.#heard.delete(incarnation);
  }

  /** Forgets old heartbeats of incarnations that never got a session. */
  forgetStrangers(isKnown: (incarnation: string) => boolean): void {
    const now = this.#options.clock.now();
    for (const [incarnation, { at }] of this.#heard) {
      if (now - at > STRANGER_MS && !isKnown(incarnation)) this.#heard.delete(incarnation);
    }
  }

  #await(): void {
    const { clock, timing, beat, sent } = this.#options;
    this.#cancelNext = clock.after(untilBeat(clock, timing.heartbeatMs), () => {
      this.#await();
      beat();
      if (!this.#speaks) return;
      this.speak();
      sent();
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
