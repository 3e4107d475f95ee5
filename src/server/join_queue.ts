/**
 * Admission control for joins and resumes. After a restart, or the death of a node, everybody comes back in the same
 * second. A worker admits a few, then serves the members it has, then admits a few more. The others wait for their
 * turn, or are refused with a time of their own to try again. It owns the queue and the pace, and knows no room or
 * socket.
 */
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Metrics } from "../base/metrics.ts";
import { RareLog } from "../base/rare_log.ts";
import type { JoinRequest } from "../protocol/request.ts";
import type { Refusal } from "./connection_deps.ts";

/** How many are admitted at once, and the pause after them, in milliseconds; a busy worker starts the pause later. */
export const JOINS_AT_ONCE = 8;
export const JOIN_PAUSE_MS = 5;

/** How many of these may be newcomers while resumes wait. */
const NEWCOMERS_AT_ONCE = 2;
const RESUMES_AT_ONCE = JOINS_AT_ONCE - NEWCOMERS_AT_ONCE;

/** Resumes that may wait, about half a second's worth. Clients that are refused try again by themselves. */
export const RESUMES_WAITING_MAX = 512;

/** Joins that may wait: more, because clients don't retry a join by themselves [P2.9]. */
export const NEWCOMERS_WAITING_MAX = 1_024;

/** The longest time that a client is asked to wait, in milliseconds: seats are kept for two minutes [P2.7]. */
export const LATER_MAX_MS = 30_000;

/** `free`: admitted at once; `full`: too many wait; otherwise a function that cancels the wait. */
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
  /** First come, first served. */
  readonly #resumes = new Set<Waiting>();
  readonly #newcomers = new Set<Waiting>();
  /** How many may still be admitted before the next pause. */
  #left = JOINS_AT_ONCE;
  /** The latest time that a refused client was given. */
  #bookedUntil = 0;
  /** Set during a pause. */
  #cancelPause: (() => void) | null = null;

  constructor({ clock, log, metrics }: JoinQueueOptions) {
    this.#clock = clock;
    this.#metrics = metrics;
    this.#refusals = new RareLog({ clock, log, event: "joins_refused" });
  }

  /** How many are waiting. */
  get size(): number {
    return this.#resumes.size + this.#newcomers.size;
  }

  /** Whether such a request could not even wait. */
  isFull({ action }: Wanted): boolean {
    return action === "resume"
      ? this.#resumes.size >= RESUMES_WAITING_MAX
      : this.#newcomers.size >= NEWCOMERS_WAITING_MAX;
  }

  /** Admits a request, or calls `onwards` when it is its turn. */
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
   * The refusal, with a time to try again. Each client gets its own time, after those who wait, at the pace at which
   * resumes are admitted, so that none is refused twice.
   */
  refuse(): Refusal {
    this.#metrics.count("queued", "refused");
    this.#refusals.report({ waiting: this.size });
    const now = this.#clock.now();
    const first = now + this.#resumes.size * TURN_MS;
    const next = Math.max(first, this.#bookedUntil) + TURN_MS;
    // beyond LATER_MAX_MS times are given out from the start again: then two clients come at a time
    this.#bookedUntil = next - now > LATER_MAX_MS ? first + TURN_MS : next;
    const retry_after_ms = Math.ceil(this.#bookedUntil - now);
    const seconds = Math.ceil(retry_after_ms / 1_000);
    const message = `Many people come to the server at this moment: try again in ${seconds} s.`;
    return { close: "try_later", message, retry_after_ms };
  }

  /** Drops all who wait. Idempotent. */
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

/** The average time between two admitted resumes, in milliseconds. */
const TURN_MS = JOIN_PAUSE_MS / RESUMES_AT_ONCE;
