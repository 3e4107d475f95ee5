/**
 * Time as the store and the link see it. The real clock stands on the event loop; tests inject one
 * that only moves when told, so that one seed decides every interleaving.
 */
export interface Clock {
  /** Milliseconds since 1970, as `Date.now()` gives them. */
  now(): number;
  /** Runs `run` once, `ms` milliseconds from now. The returned function cancels it, any number of times. */
  after(ms: number, run: () => void): () => void;
  /** Runs `run` once, after the code that is running now has finished: the end of the tick. */
  soon(run: () => void): void;
}

/**
 * The clock of a running server: the time of day when this thread began, and monotonic from there. If
 * somebody sets the machine's clock, nobody turns idle or late for it, and no deadline moves away.
 */
export const systemClock: Clock = {
  now: () => Math.round(performance.timeOrigin + performance.now()),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  soon: (run) => queueMicrotask(run),
};
