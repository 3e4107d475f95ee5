/** The clock of a home with a window in it: whoever looks through it sees when the home looks over its rooms. */
import type { Clock } from "../../src/base/clock.ts";
import { ANSWER_MS } from "./model_trackers.ts";
import { READING_MS } from "./model_readers.ts";

/** How often a home looks for what time alone has brought [P2.7, R3, R14, R17]; its other timers are for states. */
const LOOK_EVERY_MS = 1_000;

/** The store's clock: the model looks, too, when the home does. Only a planted bug changes it. */
export function observedClock(
  clock: Clock,
  { skew, every, look, readingEnds, answerIsLate, isRetry }: {
    readonly skew: () => number;
    readonly every: (ms: number) => number;
    readonly look: () => void;
    readonly readingEnds: () => void;
    readonly answerIsLate: () => void;
    readonly isRetry: () => boolean;
  },
): Clock {
  return {
    now: () => clock.now() + skew(),
    wall: () => clock.wall(),
    soon: (run) => clock.soon(run),
    after(ms, run) {
      // a commit that failed may be tried again after the same time
      const looks = !isRetry() && ms === LOOK_EVERY_MS;
      return clock.after(every(ms), () => {
        if (looks) look();
        if (ms === READING_MS) readingEnds();
        if (ms === ANSWER_MS) answerIsLate();
        run();
      });
    },
  };
}
