/** One request of a room to a tracker: it is answered, or times out, or the room ends first [A5]. */
import type { Clock } from "../base/clock.ts";
import type { TrackerProblem, TrackerResult } from "../trackers/tracker.ts";
import type { LiveRoom } from "./sessions.ts";
import type { Answered, Cancel } from "./tracker_desk.ts";

/**
 * How long a room waits for an answer, in milliseconds: longer than the server's own attempts with their pauses take
 * [A5].
 */
const ANSWER_WITHIN_MS = 40_000;

/** The problem if the answer takes too long. */
export const TOO_LATE: TrackerProblem = {
  code: "unreachable",
  message: "The tracker takes too long to answer.",
};

/**
 * Makes a request for a room that has none running. Until it is answered, the room's `cancelAsking` cancels it.
 */
export function askFor<T>(
  live: LiveRoom,
  { clock, question, answered }: {
    readonly clock: Clock;
    readonly question: (answered: Answered<T>) => Cancel;
    readonly answered: Answered<T>;
  },
): void {
  const settle = (answer: TrackerResult<T> | null) => {
    if (live.cancelAsking !== cancel) return;
    live.cancelAsking = null;
    cancelDeadline();
    cancelQuestion(); // which is over already if this is its answer
    if (answer !== null) answered(answer);
  };
  const cancel = () => settle(null);
  live.cancelAsking = cancel;
  const cancelDeadline = clock.after(
    ANSWER_WITHIN_MS,
    () => settle({ ok: false, error: TOO_LATE }),
  );
  const cancelQuestion = question(settle);
}
