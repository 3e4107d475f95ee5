/**
 * Requests to issue trackers, as a home makes them [A5]: with callbacks, so that tests can answer when they like. It
 * bounds how many run at a time; the home bounds how long it waits. It knows nothing of rooms.
 */
import type { TrackerInfo } from "../protocol/v2_frames.ts";
import type {
  TicketPage,
  Tracker,
  TrackerProblem,
  TrackerResult,
  TrackerTicket,
} from "../trackers/tracker.ts";

/** Gets the answer: once, never from inside the request, and not after that was cancelled. */
export type Answered<T> = (answer: TrackerResult<T>) => void;

/** Cancels a request. Idempotent. */
export type Cancel = () => void;

/** `tracker` in a request is always one of `trackers`. */
export interface TrackerDesk {
  readonly trackers: readonly TrackerInfo[];
  search(
    question: { readonly tracker: string; readonly query: string; readonly page: string | null },
    answered: Answered<TicketPage>,
  ): Cancel;
  fetch(
    question: { readonly tracker: string; readonly keys: readonly string[] },
    answered: Answered<readonly TrackerTicket[]>,
  ): Cancel;
  write(
    question: { readonly tracker: string; readonly key: string; readonly estimate: string },
    answered: Answered<null>,
  ): Cancel;
}

/** Requests of one worker that may run at the same time, so that a slow tracker can't take up all of it. */
export const QUESTIONS_MAX = 8;

/** The configured trackers. The list may be replaced, but names and kinds stay the same. */
interface Configured {
  readonly all: readonly Tracker[];
}

/** The desk of a worker, with the trackers that its operator has configured. */
export class ConfiguredTrackers implements TrackerDesk {
  readonly #configured: Configured;
  #questions = 0;

  constructor(configured: Configured) {
    this.#configured = configured;
  }

  get trackers(): readonly TrackerInfo[] {
    return this.#configured.all.map(({ name, kind, writable }) => ({ name, kind, writable }));
  }

  search(
    { tracker, query, page }: Parameters<TrackerDesk["search"]>[0],
    answered: Answered<TicketPage>,
  ): Cancel {
    return this.#ask(tracker, (asked, signal) => asked.search(query, page, signal), answered);
  }

  fetch(
    { tracker, keys }: Parameters<TrackerDesk["fetch"]>[0],
    answered: Answered<readonly TrackerTicket[]>,
  ): Cancel {
    return this.#ask(tracker, (asked, signal) => asked.fetch(keys, signal), answered);
  }

  write(
    { tracker, key, estimate }: Parameters<TrackerDesk["write"]>[0],
    answered: Answered<null>,
  ): Cancel {
    return this.#ask(
      tracker,
      (asked, signal) => asked.writeEstimate(key, estimate, signal),
      answered,
    );
  }

  #ask<T>(
    name: string,
    question: (tracker: Tracker, signal: AbortSignal) => Promise<TrackerResult<T>>,
    answered: Answered<T>,
  ): Cancel {
    const tracker = this.#configured.all.find((one) => one.name === name);
    if (tracker === undefined) throw new Error(`no tracker is called ${name}`);
    const abort = new AbortController();
    const take = (answer: TrackerResult<T>) => {
      if (!abort.signal.aborted) answered(answer);
    };
    if (this.#questions >= QUESTIONS_MAX) {
      queueMicrotask(() => take({ ok: false, error: TOO_MANY }));
    } else {
      this.#questions++;
      question(tracker, abort.signal).finally(() => this.#questions--).then(take);
    }
    return () => abort.abort();
  }
}

const TOO_MANY: TrackerProblem = {
  code: "busy",
  message: "The server asks trackers for many rooms just now: try again in a moment.",
};
