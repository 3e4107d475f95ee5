/** A desk for trackers that answers when a test says so, and what it says: late, never, or something wrong [A5]. */
import type { Answered, TrackerDesk } from "../../src/hosting/tracker_desk.ts";
import type { TrackerResult, TrackerTicket } from "../../src/trackers/tracker.ts";

/** A question on its way. */
interface Question {
  readonly asks: "search" | "fetch" | "write";
  readonly of: Readonly<Record<string, unknown>>;
  isCancelled: boolean;
  /** Answers, unless it was cancelled. */
  readonly answer: (answer: TrackerResult<unknown>) => void;
}

export class FakeDesk implements TrackerDesk {
  readonly trackers = [{ name: "JIRA", kind: "jira", writable: true }];
  /** All that was asked, oldest first. */
  readonly questions: Question[] = [];

  search(of: Parameters<TrackerDesk["search"]>[0], answered: Parameters<TrackerDesk["search"]>[1]) {
    return this.#ask("search", of, answered);
  }

  fetch(of: Parameters<TrackerDesk["fetch"]>[0], answered: Parameters<TrackerDesk["fetch"]>[1]) {
    return this.#ask("fetch", of, answered);
  }

  write(of: Parameters<TrackerDesk["write"]>[0], answered: Parameters<TrackerDesk["write"]>[1]) {
    return this.#ask("write", of, answered);
  }

  /** What was asked last. */
  get last(): Question {
    const last = this.questions.at(-1);
    if (last === undefined) throw new Error("nothing was asked");
    return last;
  }

  #ask<T>(asks: Question["asks"], of: Question["of"], answered: Answered<T>): () => void {
    const question: Question = {
      asks,
      of,
      isCancelled: false,
      // a test answers what was asked
      answer: (answer) => question.isCancelled || answered(answer as TrackerResult<T>),
    };
    this.questions.push(question);
    return () => question.isCancelled = true;
  }
}

/** A ticket as a tracker has it. */
export function ticket(key: string, about: Partial<TrackerTicket> = {}): TrackerTicket {
  return { key, title: `Title of ${key}`, url: "", description: "", estimate: null, ...about };
}
