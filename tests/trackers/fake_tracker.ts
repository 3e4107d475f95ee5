/** A tracker in memory, for tests of what stands on trackers: it answers as one does, and can be made to fail. */
import {
  FETCHED_MAX,
  type TicketPage,
  type Tracker,
  type TrackerKind,
  type TrackerProblem,
  type TrackerResult,
  type TrackerTicket,
} from "../../src/trackers/tracker.ts";

const PAGE = 2;

/** What is asked of it, and fails once after `fail`. */
export class FakeTracker implements Tracker {
  readonly name: string;
  readonly kind: TrackerKind = "jira";
  readonly writable = true;
  readonly #tickets: Map<string, TrackerTicket>;
  #problem: TrackerProblem | null = null;

  constructor(name: string, tickets: readonly TrackerTicket[]) {
    this.name = name;
    this.#tickets = new Map(tickets.map((it) => [it.key, it]));
  }

  /** The next thing asked of it fails so. */
  fail(problem: TrackerProblem): void {
    this.#problem = problem;
  }

  /** What a ticket is estimated at; null: at nothing, or there is none. */
  estimateOf(key: string): string | null {
    return this.#tickets.get(key)?.estimate ?? null;
  }

  /** Two tickets a page, of those whose key or title has the query in it. */
  search(query: string, after: string | null): Promise<TrackerResult<TicketPage>> {
    return this.#answer(() => {
      const found = [...this.#tickets.values()].filter(({ key, title }) =>
        `${key} ${title}`.toLowerCase().includes(query.toLowerCase())
      );
      const from = Number(after ?? 0);
      const next = from + PAGE < found.length ? String(from + PAGE) : null;
      return { tickets: found.slice(from, from + PAGE), next, total: found.length };
    });
  }

  fetch(keys: readonly string[]): Promise<TrackerResult<readonly TrackerTicket[]>> {
    return this.#answer(() =>
      keys.slice(0, FETCHED_MAX).flatMap((key) => this.#tickets.get(key) ?? [])
    );
  }

  writeEstimate(key: string, estimate: string): Promise<TrackerResult<null>> {
    const ticket = this.#tickets.get(key);
    if (ticket === undefined && this.#problem === null) {
      this.fail({ code: "not_found", message: `${this.name} has no ticket ${key}` });
    }
    return this.#answer(() => {
      if (ticket !== undefined) this.#tickets.set(key, { ...ticket, estimate });
      return null;
    });
  }

  #answer<T>(value: () => T): Promise<TrackerResult<T>> {
    const error = this.#problem;
    this.#problem = null;
    return Promise.resolve(error === null ? { ok: true, value: value() } : { ok: false, error });
  }
}
