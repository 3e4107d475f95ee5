/** Estimates on their way back to the trackers that their tickets came from, one after the other [A5]. */
import type { Clock } from "../base/clock.ts";
import type { TicketOutcome } from "../protocol/v2_frames.ts";
import type { Room } from "../room/state.ts";
import type { TrackerProblem } from "../trackers/tracker.ts";
import type { Answered } from "./tracker_desk.ts";
import { outcomeOf, type Problem, unknownTracker, worded } from "./tracker_problem.ts";
import { TOO_LATE } from "./tracker_question.ts";

/** How long all that one command writes may take, in milliseconds: nothing is begun after that. */
const WRITTEN_WITHIN_MS = 60_000;

/** An estimate, and where it goes. */
interface Note {
  readonly tracker: string;
  readonly key: string;
  readonly estimate: string;
}

/** Why there is nothing to write for this ticket. */
type Missing = Problem & { readonly key: string };

/** What was noted for the last attempt at a ticket [P2.5a]; `isKnown`: whether the server has such a tracker. */
export function noteOf(
  { history }: Room,
  key: string,
  isKnown: (tracker: string) => boolean,
): Note | Missing {
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

/** Writes what can be written. Where a tracker does nothing any more, it is not asked for its other tickets. */
export function writeBack(
  notes: readonly (Note | Missing)[],
  { clock, write, done }: {
    readonly clock: Clock;
    readonly write: (note: Note, written: Answered<null>) => void;
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
    const note = notes[outcomes.length];
    if (note === undefined) return done(outcomes);
    const { key } = note;
    if ("code" in note) return add(key, note);
    const { tracker } = note;
    const hopeless = givenUp.get(tracker) ?? (clock.now() >= until ? TOO_LATE : null);
    if (hopeless !== null) return add(key, worded(hopeless));
    write(note, (written) => {
      if (!written.ok && ENDS.has(written.error.code)) givenUp.set(tracker, written.error);
      add(key, written.ok ? null : worded(written.error));
    });
  };
  next();
}

/** After these the tracker would answer the same for the next ticket. */
const ENDS: ReadonlySet<TrackerProblem["code"]> = new Set(["unreachable", "refused", "busy"]);
