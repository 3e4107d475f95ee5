/** Writes estimates back to the trackers that their tickets came from, one after the other [A5]. */
import type { Clock } from "../base/clock.ts";
import type { TicketOutcome } from "../protocol/v2_frames.ts";
import type { Room } from "../room/state.ts";
import type { TrackerProblem } from "../trackers/tracker.ts";
import type { Answered } from "./tracker_desk.ts";
import { outcomeOf, type Problem, problemOf, unknownTracker } from "./tracker_problem.ts";
import { TOO_LATE } from "./tracker_question.ts";

/** How long one command may go on writing, in milliseconds: no further ticket is begun after that. */
const WRITTEN_WITHIN_MS = 60_000;

/** An estimate to write, and where. */
interface Estimate {
  readonly tracker: string;
  readonly key: string;
  readonly estimate: string;
}

/** Why there is nothing to write for this ticket. */
type Missing = Problem & { readonly key: string };

/** The estimate of a ticket's last revealed attempt, or why none can be written. `isKnown`: is the tracker set up? */
export function estimateOf(
  { history }: Room,
  key: string,
  isKnown: (tracker: string) => boolean,
): Estimate | Missing {
  const ballot = history.findLast(({ ticket }) => ticket.ticket_id === key);
  const { tracker } = ballot?.ticket ?? {};
  if (ballot !== undefined && tracker === undefined) {
    return { key, code: "not_from_tracker", message: `${key} did not come out of a tracker.` };
  }
  const estimate = ballot?.estimate ?? null;
  if (tracker === undefined || estimate === null) {
    return { key, code: "no_estimate", message: `No estimate has been noted for ${key}.` };
  }
  return isKnown(tracker) ? { tracker, key, estimate } : { key, ...unknownTracker(tracker) };
}

/** Writes the estimates. If a tracker fails in a way that concerns all its tickets, it is not asked for the others. */
export function writeBack(
  estimates: readonly (Estimate | Missing)[],
  { clock, write, done }: {
    readonly clock: Clock;
    readonly write: (estimate: Estimate, written: Answered<null>) => void;
    readonly done: (outcomes: readonly TicketOutcome[]) => void;
  },
): void {
  const until = clock.now() + WRITTEN_WITHIN_MS;
  const outcomes: TicketOutcome[] = [];
  const givenUp = new Map<string, TrackerProblem>();
  const add = (key: string, problem: Problem | null) => {
    outcomes.push({
      ticket_id: key,
      ...problem === null ? { outcome: "written" } : outcomeOf(problem),
    });
    next();
  };
  const next = () => {
    const estimate = estimates[outcomes.length];
    if (estimate === undefined) return done(outcomes);
    const { key } = estimate;
    if ("code" in estimate) return add(key, estimate);
    const { tracker } = estimate;
    const hopeless = givenUp.get(tracker) ?? (clock.now() >= until ? TOO_LATE : null);
    if (hopeless !== null) return add(key, problemOf(hopeless));
    write(estimate, (written) => {
      if (!written.ok && ENDS.has(written.error.code)) givenUp.set(tracker, written.error);
      add(key, written.ok ? null : problemOf(written.error));
    });
  };
  next();
}

/** Problems that the tracker's other tickets would have as well. */
const ENDS: ReadonlySet<TrackerProblem["code"]> = new Set(["unreachable", "refused", "busy"]);
