/**
 * Where a home asks trackers [A5], as it needs it: questions with a callback each, which a test answers as it likes. It
 * bounds how much is asked at a time; how long a home waits is the home's. It never sees a room.
 */
import type { Result } from "../base/result.ts";
import type { TrackerInfo } from "../protocol/v2_frames.ts";
import type { TicketPage, Tracker, TrackerProblem, TrackerTicket } from "../trackers/tracker.ts";

/** Takes an answer: once, later than the question, and not after that was cancelled. */
export type Answered<T> = (answer: Result<T, TrackerProblem>) => void;

/** Stops a question, any number of times. */
export type Cancel = () => void;

/** Each question is to a tracker that `trackers` names. */
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

/** Questions of one worker at a time: what a slow tracker takes of it is bounded. */
export const QUESTIONS_MAX = 8;

/** What an operator has configured; the trackers' names and kinds stay, the objects may be replaced. */
interface Configured {
  readonly all: readonly Tracker[];
}

/** The desk of a worker, in front of what its operator has configured. */
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
    question: (tracker: Tracker, signal: AbortSignal) => Promise<Result<T, TrackerProblem>>,
    answered: Answered<T>,
  ): Cancel {
    const tracker = this.#configured.all.find((one) => one.name === name);
    if (tracker === undefined) throw new Error(`no tracker is called ${name}`);
    const abort = new AbortController();
    const take = (answer: Result<T, TrackerProblem>) => {
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
