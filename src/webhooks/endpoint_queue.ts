/**
 * What waits for one receiver, and when each of it is sent. Events of one session go one after the other, each once
 * the one before is delivered or given up; those of different sessions overtake each other. It is bounded in number and
 * bytes, and decides by clock and chance that it is given, so that one seed plays it again.
 */
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { RareLog } from "../base/rare_log.ts";
import type { Notice } from "../protocol/webhook_events.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Outcome, Post } from "./post.ts";

/** Attempts under way at one receiver. */
export const IN_FLIGHT_MAX = 4;

/** What may wait for one receiver, in events and about the bytes of memory. A queue that is full takes nothing more. */
export const WAITING_MAX = 10_000;
const WAITING_BYTES_MAX = 16 * 1024 * 1024;

/** How long an event is tried, in milliseconds. */
export const KEPT_MS = 24 * 60 * 60 * 1_000;

/** The longest wait before another attempt, in milliseconds: doubled from the first to the last, and any part of it. */
const RETRY_FIRST_MS = 2_000;
export const RETRY_LAST_MS = 60 * 60 * 1_000;

/** Why an event is given up and reported. */
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
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  /** It need not be kept for this receiver any more. */
  readonly settled: (n: number) => void;
}

/** Events of one session, the next first. */
interface Line {
  readonly waiting: Queued[];
  /** Of the first. */
  attempts: number;
}

export class EndpointQueue {
  readonly #options: QueueOptions;
  readonly #failures: RareLog;
  readonly #drops: RareLog;
  readonly #lines = new Map<string, Line>();
  /** Sessions whose first event is due. */
  readonly #due = new Set<string>();
  readonly #cancels = new Map<string, () => void>();
  #inFlight = 0;
  #waiting = 0;
  #bytes = 0;
  #resume: (() => void) | null = null;
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

  /** Whether nothing is under way, or would be at once. */
  get isQuiet(): boolean {
    return this.#inFlight === 0 && (this.#due.size === 0 || this.#resume !== null);
  }

  /** Enqueues it, or gives it up at once where there is no room. */
  take(queued: Queued): void {
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
    const line = this.#lines.get(session);
    if (line !== undefined) return void line.waiting.push(queued);
    this.#lines.set(session, { waiting: [queued], attempts: 0 });
    this.#isDue(session);
  }

  /** Ends what is under way, and begins nothing more. Any number of times. */
  stop(): void {
    this.#stopped = true;
    this.#cancelAll();
    this.#failures.stop();
    this.#drops.stop();
  }

  #isDue(session: string): void {
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
    const line = this.#lines.get(session);
    const [first] = line?.waiting ?? [];
    if (line === undefined || first === undefined) return;
    line.attempts++;
    this.#inFlight++;
    const cancel = post(url, first.notice, (outcome) => {
      if (this.#stopped || this.#isGone) return;
      this.#inFlight--;
      this.#cancels.delete(session);
      this.#answered(session, { line, first, outcome });
      this.#pump();
    });
    this.#cancels.set(session, cancel);
  }

  #answered(
    session: string,
    { line, first, outcome }: {
      readonly line: Line;
      readonly first: Queued;
      readonly outcome: Outcome;
    },
  ): void {
    if (outcome.kind === "answered" && outcome.status >= 200 && outcome.status < 300) {
      this.#stats.delivered++;
      return this.#next(session, line, first);
    }
    this.#stats.failed++;
    const problem = outcome.kind === "answered" ? `status ${outcome.status}` : outcome.problem;
    const { id, type } = first.notice;
    this.#failures.report({ problem, attempt: line.attempts, id, type, waiting: this.#waiting });
    if (outcome.kind === "answered" && outcome.status === 410) return this.#gone();
    const { clock } = this.#options;
    const left = first.notice.at + KEPT_MS - clock.wall();
    if (left <= 0) {
      this.#reportDrop(first, "expired");
      return this.#next(session, line, first);
    }
    const asked = outcome.kind === "answered" ? outcome.retryAfterMs ?? 0 : 0;
    if (asked > 0) this.#pause(Math.min(asked, RETRY_LAST_MS));
    const wait = Math.min(left, Math.max(asked, this.#backoff(line.attempts)), RETRY_LAST_MS);
    this.#cancels.set(session, clock.after(wait, () => this.#isDue(session)));
  }

  /** Full jitter: receivers that were down are not asked by everybody at once. */
  #backoff(attempts: number): number {
    const most = Math.min(RETRY_LAST_MS, RETRY_FIRST_MS * 2 ** (attempts - 1));
    return Math.ceil(this.#options.random() * most);
  }

  /** The receiver asks for silence: nothing is begun before. */
  #pause(ms: number): void {
    this.#resume?.();
    this.#resume = this.#options.clock.after(ms, () => {
      this.#resume = null;
      this.#pump();
    });
  }

  /** The first of a line is done with. */
  #next(session: string, line: Line, first: Queued): void {
    line.waiting.shift();
    line.attempts = 0;
    this.#waiting--;
    this.#bytes -= bytesOf(first);
    this.#options.settled(first.n);
    if (line.waiting.length > 0) this.#isDue(session);
    else this.#lines.delete(session);
  }

  /** 410: the receiver wants nothing any more. */
  #gone(): void {
    const { log, endpoint: { host } } = this.#options;
    this.#isGone = true;
    this.#cancelAll();
    const all = [...this.#lines.values()].flatMap(({ waiting }) => waiting);
    this.#lines.clear();
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

/** What its text takes in memory, at most. */
function bytesOf({ notice: { body } }: Queued): number {
  return 2 * body.length;
}
