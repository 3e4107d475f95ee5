/**
 * The queue of one receiver. Events of a session are sent in order, each after the one before is delivered or given up;
 * those of different sessions are independent. The queue is limited in events and bytes. Clock and randomness are
 * injected, so that a seed reproduces a run.
 */
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { RareLog } from "../base/rare_log.ts";
import type { Notice } from "../protocol/webhook_events.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Outcome, Post } from "./post.ts";

/** How many attempts at one receiver may run at the same time. */
export const IN_FLIGHT_MAX = 4;

/** The limits of a queue, in events and in approximate bytes of memory. A full queue drops new events. */
export const WAITING_MAX = 10_000;
const WAITING_BYTES_MAX = 16 * 1024 * 1024;

/** How long delivery of an event is tried, in milliseconds. */
export const KEPT_MS = 24 * 60 * 60 * 1_000;

/**
 * The upper bound of the wait before another attempt, in milliseconds: doubled each time, from the first to the last.
 */
const RETRY_FIRST_MS = 2_000;
export const RETRY_LAST_MS = 60 * 60 * 1_000;

/** Why an event is dropped. */
type Reason = "full" | "expired";

/** A notice in a queue; `n` names it in the file. */
interface Queued {
  readonly n: number;
  readonly notice: Notice;
}

export interface EndpointStats {
  readonly delivered: number;
  readonly failed: number;
  readonly dropped: number;
  readonly waiting: number;
}

interface QueueOptions {
  readonly endpoint: Endpoint;
  readonly clock: Clock;
  readonly log: Log;
  readonly post: Post;
  /** Returns a number from 0 up to, but not including, 1. */
  readonly random: () => number;
  /** Called when an event is delivered or given up. */
  readonly settled: (n: number) => void;
}

/** The events of one session, the next one first. */
interface SessionQueue {
  readonly waiting: Queued[];
  /** How often the first was tried. */
  attempts: number;
}

export class EndpointQueue {
  readonly #options: QueueOptions;
  readonly #failures: RareLog;
  readonly #drops: RareLog;
  readonly #sessions = new Map<string, SessionQueue>();
  /** Sessions whose first event is due. */
  readonly #due = new Set<string>();
  /** By session: cancels its attempt or its wait for the next. */
  readonly #cancels = new Map<string, () => void>();
  #inFlight = 0;
  #waiting = 0;
  #bytes = 0;
  /** Set while the receiver asks to wait: cancels that. */
  #resume: (() => void) | null = null;
  /** Whether the receiver has answered 410. */
  #isGone = false;
  #stopped = false;
  readonly #stats = { delivered: 0, failed: 0, dropped: 0 };

  constructor(options: QueueOptions) {
    this.#options = options;
    const { clock, log, endpoint: { host } } = options;
    const base = { host };
    this.#failures = new RareLog({ clock, log, event: "webhook_failed", base });
    this.#drops = new RareLog({ clock, log, event: "webhooks_dropped", base });
  }

  get stats(): EndpointStats {
    return { ...this.#stats, waiting: this.#waiting };
  }

  /** Whether no attempt is running, and none would start at once. */
  get isIdle(): boolean {
    return this.#inFlight === 0 && (this.#due.size === 0 || this.#resume !== null);
  }

  /** Enqueues an event; if the queue is full, drops it at once. */
  enqueue(queued: Queued): void {
    if (this.#stopped) return;
    const bytes = bytesOf(queued);
    const isFull = this.#waiting >= WAITING_MAX || this.#bytes + bytes > WAITING_BYTES_MAX;
    if (this.#isGone || isFull) {
      if (this.#isGone) this.#stats.dropped++;
      else this.#reportDrop(queued, "full");
      return this.#options.settled(queued.n);
    }
    this.#waiting++;
    this.#bytes += bytes;
    const { session_id: session } = queued.notice;
    const queue = this.#sessions.get(session);
    if (queue !== undefined) return void queue.waiting.push(queued);
    this.#sessions.set(session, { waiting: [queued], attempts: 0 });
    this.#makeDue(session);
  }

  /** Cancels running attempts and starts no more. Idempotent. */
  stop(): void {
    this.#stopped = true;
    this.#cancelAll();
    this.#failures.stop();
    this.#drops.stop();
  }

  #makeDue(session: string): void {
    this.#cancels.delete(session);
    this.#due.add(session);
    this.#pump();
  }

  #pump(): void {
    for (const session of this.#due) {
      if (this.#stopped || this.#resume !== null || this.#inFlight >= IN_FLIGHT_MAX) return;
      this.#due.delete(session);
      this.#attempt(session);
    }
  }

  #attempt(session: string): void {
    const { endpoint: { url }, post } = this.#options;
    const queue = this.#sessions.get(session);
    const [first] = queue?.waiting ?? [];
    if (queue === undefined || first === undefined) return;
    queue.attempts++;
    this.#inFlight++;
    const cancel = post(url, first.notice, (outcome) => {
      if (this.#stopped || this.#isGone) return;
      this.#inFlight--;
      this.#cancels.delete(session);
      this.#answered(session, { queue, first, outcome });
      this.#pump();
    });
    this.#cancels.set(session, cancel);
  }

  #answered(
    session: string,
    { queue, first, outcome }: {
      readonly queue: SessionQueue;
      readonly first: Queued;
      readonly outcome: Outcome;
    },
  ): void {
    if (outcome.kind === "answered" && outcome.status >= 200 && outcome.status < 300) {
      this.#stats.delivered++;
      return this.#next(session, queue, first);
    }
    this.#stats.failed++;
    const problem = outcome.kind === "answered" ? `status ${outcome.status}` : outcome.problem;
    const { id, type } = first.notice;
    this.#failures.report({ problem, attempt: queue.attempts, id, type, waiting: this.#waiting });
    if (outcome.kind === "answered" && outcome.status === 410) return this.#gone();
    const { clock } = this.#options;
    const left = first.notice.at + KEPT_MS - clock.wall();
    if (left <= 0) {
      this.#reportDrop(first, "expired");
      return this.#next(session, queue, first);
    }
    const asked = outcome.kind === "answered" ? outcome.retryAfterMs ?? 0 : 0;
    if (asked > 0) this.#pause(Math.min(asked, RETRY_LAST_MS));
    const wait = Math.min(left, Math.max(asked, this.#backoff(queue.attempts)), RETRY_LAST_MS);
    this.#cancels.set(session, clock.after(wait, () => this.#makeDue(session)));
  }

  /** Full jitter, so that a receiver that comes back is not flooded. */
  #backoff(attempts: number): number {
    const most = Math.min(RETRY_LAST_MS, RETRY_FIRST_MS * 2 ** (attempts - 1));
    return Math.ceil(this.#options.random() * most);
  }

  /** Starts no attempt for this long, as the receiver asks. */
  #pause(ms: number): void {
    this.#resume?.();
    this.#resume = this.#options.clock.after(ms, () => {
      this.#resume = null;
      this.#pump();
    });
  }

  /** Removes the first event of a session, and makes the next due. */
  #next(session: string, queue: SessionQueue, first: Queued): void {
    queue.waiting.shift();
    queue.attempts = 0;
    this.#waiting--;
    this.#bytes -= bytesOf(first);
    this.#options.settled(first.n);
    if (queue.waiting.length > 0) this.#makeDue(session);
    else this.#sessions.delete(session);
  }

  /** 410 Gone: drops everything, also in the future. */
  #gone(): void {
    const { log, endpoint: { host } } = this.#options;
    this.#isGone = true;
    this.#cancelAll();
    const all = [...this.#sessions.values()].flatMap(({ waiting }) => waiting);
    this.#sessions.clear();
    this.#waiting = this.#bytes = 0;
    log.warn("webhook_gone", { host, status: 410, dropped: all.length });
    this.#stats.dropped += all.length;
    for (const { n } of all) this.#options.settled(n);
  }

  #reportDrop({ notice: { id, type } }: Queued, reason: Reason): void {
    this.#stats.dropped++;
    this.#drops.report({ reason, id, type });
  }

  #cancelAll(): void {
    this.#resume?.();
    this.#resume = null;
    for (const cancel of this.#cancels.values()) cancel();
    this.#cancels.clear();
    this.#due.clear();
    this.#inFlight = 0;
  }
}

/** The memory of its text, at most, in bytes. */
function bytesOf({ notice: { body } }: Queued): number {
  return 2 * body.length;
}
