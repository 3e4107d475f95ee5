/**
 * Who asks for a seat when. After a node died, or a restart, everybody comes back in the same second: a worker takes a few
 * of them, then serves who is in a room, then takes a few more. The others wait for their turn, or are sent away with a
 * time at which they will have one. It owns that queue and the pace, and knows neither a room nor a socket.
 */
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Metrics } from "../base/metrics.ts";
import { RareLog } from "../base/rare_log.ts";
import type { JoinRequest } from "../protocol/request.ts";
import type { Refusal } from "./connection_deps.ts";

/** How many ask for their seat at once, and the pause after them, in milliseconds. It begins when they are done, so that a busy worker takes fewer. */
export const JOINS_AT_ONCE = 8;
export const JOIN_PAUSE_MS = 5;

/** Of these, how many are newcomers where members who come back wait, too. */
const NEWCOMERS_AT_ONCE = 2;
const RESUMES_AT_ONCE = JOINS_AT_ONCE - NEWCOMERS_AT_ONCE;

/** Members who come back that may wait, for about half a second: others are sent away, and come again by themselves. */
export const RESUMES_WAITING_MAX = 512;

/** Newcomers that may wait. Their clients don't try again [P2.9], so they may wait for longer. */
export const NEWCOMERS_WAITING_MAX = 1_024;

/** The latest time that anybody is sent away for, in milliseconds: seats are kept for two minutes [P2.7]. */
export const LATER_MAX_MS = 30_000;

/** `free`: it may ask at once; `full`: too many wait; otherwise it waits, unless this is called. */
type Turn = "free" | "full" | (() => void);

type Wanted = Pick<JoinRequest, "action">;

interface Waiting {
  readonly onwards: () => void;
}

interface JoinQueueOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

export class JoinQueue {
  readonly #clock: Clock;
  readonly #metrics: Metrics;
  readonly #refusals: RareLog;
  /** In the order they came. */
  readonly #resumes = new Set<Waiting>();
  readonly #newcomers = new Set<Waiting>();
  /** How many may still begin before the next pause is over. */
  #left = JOINS_AT_ONCE;
  /** The last turn that somebody was sent away for. */
  #bookedUntil = 0;
  /** Set while a pause is on: not before somebody has begun. */
  #cancelPause: (() => void) | null = null;

  constructor({ clock, log, metrics }: JoinQueueOptions) {
    this.#clock = clock;
    this.#metrics = metrics;
    this.#refusals = new RareLog({ clock, log, event: "joins_refused" });
  }

  /** How many wait for their turn. */
  get size(): number {
    return this.#resumes.size + this.#newcomers.size;
  }

  /** Whether whoever wants this could not even wait. */
  isFull({ action }: Wanted): boolean {
    return action === "resume"
      ? this.#resumes.size >= RESUMES_WAITING_MAX
      : this.#newcomers.size >= NEWCOMERS_WAITING_MAX;
  }

  /** One that wants a seat; where it has to wait, `onwards` is called once it may ask. */
  wait(wanted: Wanted, onwards: () => void): Turn {
    if (this.#left > 0 && this.size === 0) {
      this.#begin();
      return "free";
    }
    if (this.isFull(wanted)) return "full";
    this.#metrics.count("queued", "waited");
    const queue = wanted.action === "resume" ? this.#resumes : this.#newcomers;
    const waiting = { onwards };
    queue.add(waiting);
    return () => void queue.delete(waiting);
  }

  /**
   * What one is refused with that has no turn now, with the time at which it may come again. Each gets a time of its
   * own, behind those who wait, no more of them a second than there are turns: nobody need be sent away twice.
   */
  refuse(): Refusal {
    this.#metrics.count("queued", "refused");
    this.#refusals.report({ waiting: this.size });
    const now = this.#clock.now();
    const first = now + this.#resumes.size * TURN_MS;
    const next = Math.max(first, this.#bookedUntil) + TURN_MS;
    // past what can be waited for it begins anew: two then come at a time
    this.#bookedUntil = next - now > LATER_MAX_MS ? first + TURN_MS : next;
    const retry_after_ms = Math.ceil(this.#bookedUntil - now);
    const seconds = Math.ceil(retry_after_ms / 1_000);
    const message = `Many people come to the server at this moment: try again in ${seconds} s.`;
    return { close: "try_later", message, retry_after_ms };
  }

  /** Nobody who waits gets a turn any more. Idempotent. */
  close(): void {
    this.#cancelPause?.();
    this.#resumes.clear();
    this.#newcomers.clear();
    this.#refusals.stop();
  }

  #begin(): void {
    this.#left--;
    this.#pause();
  }

  #pause(): void {
    this.#cancelPause ??= this.#clock.after(JOIN_PAUSE_MS, () => this.#next());
  }

  #next(): void {
    this.#left = JOINS_AT_ONCE;
    this.#take(this.#resumes, JOINS_AT_ONCE - Math.min(NEWCOMERS_AT_ONCE, this.#newcomers.size));
    this.#take(this.#newcomers, this.#left);
    this.#cancelPause = null;
    if (this.#left < JOINS_AT_ONCE) this.#pause();
  }

  #take(queue: Set<Waiting>, most: number): void {
    for (const waiting of queue) {
      if (most-- <= 0) return;
      queue.delete(waiting);
      this.#left--;
      waiting.onwards();
    }
  }
}

/** How long it takes on average until one more member that comes back has had its turn. */
const TURN_MS = JOIN_PAUSE_MS / RESUMES_AT_ONCE;
