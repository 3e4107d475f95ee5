/** The tracker of a run: it answers at once, late, wrongly or never. The model gets each answer first [A5]. */
import type { Clock } from "../../src/base/clock.ts";
import type { Answered, Cancel, TrackerDesk } from "../../src/hosting/tracker_desk.ts";
import type { TicketPage, TrackerResult, TrackerTicket } from "../../src/trackers/tracker.ts";
import type { Coverage } from "./coverage.ts";
import type { ModelTrackers } from "./model_home_trackers.ts";
import type { Random } from "./random.ts";
import { TRACKED, TRACKER } from "./tracker_request.ts";
import { insist } from "./violation.ts";

interface SimDeskOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly coverage: Coverage;
  /** The model of the home that makes requests. */
  readonly model: () => ModelTrackers;
}

/** After how many milliseconds it answers; the last is after the room has stopped waiting. */
const DELAYS_MS = [0, 10, 300, 300, 4_000, 39_999, 45_000];

const PROBLEMS = ["unreachable", "refused", "busy", "bad_query", "not_writable"] as const;

export class SimDesk implements TrackerDesk {
  readonly trackers = [{ name: TRACKER, kind: "jira", writable: true }];
  readonly #options: SimDeskOptions;

  constructor(options: SimDeskOptions) {
    this.#options = options;
  }

  search(
    { query, page }: Parameters<TrackerDesk["search"]>[0],
    answered: Answered<TicketPage>,
  ): Cancel {
    const { random } = this.#options;
    const tickets = TRACKED.slice(0, random.below(8)).map(ticketOf);
    const next = random.chance(0.5) ? "2" : null;
    const total = random.chance(0.5) ? TRACKED.length : null;
    return this.#ask(`search ${query} ${page}`, { tickets, next, total }, answered, {
      found: tickets,
      next,
      total,
    });
  }

  fetch(
    { keys }: Parameters<TrackerDesk["fetch"]>[0],
    answered: Answered<readonly TrackerTicket[]>,
  ): Cancel {
    const found = TRACKED.filter(({ key }) => keys.includes(key)).map(ticketOf);
    return this.#ask(`fetch ${keys}`, found, answered, { found, next: null, total: null });
  }

  write(
    { key, estimate }: Parameters<TrackerDesk["write"]>[0],
    answered: Answered<null>,
  ): Cancel {
    return this.#ask(`write ${key} ${estimate}`, null, answered, {
      found: [],
      next: null,
      total: null,
    });
  }

  #ask<T>(
    question: string,
    value: T,
    answered: Answered<T>,
    known: { found: readonly TrackerTicket[]; next: string | null; total: number | null },
  ): Cancel {
    const { clock, random, coverage, model } = this.#options;
    const asking = model().taken(question);
    const isProblem = random.chance(0.2);
    const code = random.pick(PROBLEMS);
    if (random.chance(0.1)) {
      coverage.count("trackers that never answered");
      return () => {};
    }
    let isOver = false;
    const cancel = clock.after(random.pick(DELAYS_MS), () => {
      insist(!isOver, "[A5] a tracker answers what nobody waits for");
      isOver = true;
      model().answered(asking, isProblem ? { problem: `tracker_${code}` } : known);
      const answer: TrackerResult<T> = isProblem
        ? { ok: false, error: { code, message: "That is why nothing came of it." } }
        : { ok: true, value };
      answered(answer);
    });
    return () => {
      isOver = true;
      cancel();
    };
  }
}

function ticketOf({ key, title, description }: typeof TRACKED[number]): TrackerTicket {
  return { key, title, description, url: "", estimate: null };
}
