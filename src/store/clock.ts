/**
 * Time as the store and the link see it. The real clock stands on the event loop; tests inject one
 * that only moves when told, so that one seed decides every interleaving.
 */
import { clearImmediate, setImmediate } from "node:timers";

export interface Clock {
  /** Milliseconds since 1970, as `Date.now()` gives them. */
  now(): number;
  /**
   * Runs `run` once, `ms` milliseconds from now; 0: in the next turn of the event loop, when everything that
   * has arrived has been dealt with. The returned function cancels it, any number of times.
   */
  after(ms: number, run: () => void): () => void;
  /** Runs `run` once, after the code that is running now has finished: the end of the tick. */
  soon(run: () => void): void;
}

const BEGAN = performance.timeOrigin;

/**
 * The clock of a running server: the time of day when this thread began, and monotonic from there. If
 * somebody sets the machine's clock, nobody turns idle or late for it, and no deadline moves away.
 */
export const systemClock: Clock = {
  now: () => Math.round(BEGAN + performance.now()),
  after(ms, run) {
    if (ms <= 0) {
      // the next turn of the event loop: Deno's setTimeout of 0 takes 1 to 2 ms
      const immediate = setImmediate(run);
      return () => clearImmediate(immediate);
    }
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  soon: (run) => queueMicrotask(run),
};
