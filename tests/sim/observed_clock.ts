/** The clock of a home, observed: the model learns when the home sweeps its rooms. */
import type { Clock } from "../../src/base/clock.ts";
import { ANSWER_MS } from "./model_trackers.ts";
import { READING_MS } from "./model_readers.ts";

/** The interval of a home's sweep, in milliseconds [P2.7, R3, R14, R17]; its other timers are for states. */
const LOOK_EVERY_MS = 1_000;

/** Wraps the store's clock, so that the model sweeps when the home does. Only planted bugs change it. */
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
      // the retry of a commit may have the same interval
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
