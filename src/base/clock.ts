/**
 * Time as the store and the link see it. The real clock stands on the event loop; tests inject one
 * that only moves when a test moves it, so that one seed decides every interleaving.
 */
import type { Moment } from "../room/moment.ts";
import { SharedTimers } from "./shared_timers.ts";

export interface Clock {
  /**
   * For deadlines and durations: milliseconds on a clock that nobody can set, and that may stand still while the
   * machine is suspended. It is no time of day, and another thread's shows another time.
   */
  now(): number;
  /**
   * For stamps, and for what is compared with another thread's or process's: the time of day in milliseconds
   * since 1970, as it is set at this moment. It may leap, back, too [R17a].
   */
  wall(): number;
  /**
   * Runs `run` once, `ms` milliseconds from now; 0: in the next turn of the event loop, when everything that
   * has arrived has been dealt with. The returned function cancels it, any number of times.
   */
  after(ms: number, run: () => void): () => void;
  /** Runs `run` once, after the code that is running now has finished: the end of the tick. */
  soon(run: () => void): void;
}

const BEGAN = performance.timeOrigin;

/** Timers of at least so many milliseconds that are due at the same one share one of the runtime's. */
const SHARED_FROM_MS = 200;

/**
 * The clock of a running server. Its steady hand starts at the time of day when this thread began: if somebody
 * sets the machine's clock, nobody turns idle or late for it, and no deadline moves away.
 */
export const systemClock: Clock = {
  now: () => Math.round(BEGAN + performance.now()),
  wall: () => Date.now(),
  after(ms, run) {
    if (ms <= 0) {
      // the next turn of the event loop: Deno's setTimeout of 0 takes 1 to 2 ms. The global is loaded at its first
      // use; an import of `node:timers` is 17 ms of every start
      const immediate = globalThis.setImmediate(() => {
        try {
          run();
        } catch (error) {
          // [S5] not thrown: Deno 2.9 loses its queue of immediates, and the process, where whoever handles the error
          // cancels the one that is next, as a worker that ends does
          reportError(error);
        }
      });
      return () => globalThis.clearImmediate(immediate);
    }
    return ms < SHARED_FROM_MS ? afterAlone(ms, run) : shared.after(ms, run);
  },
  soon: (run) => queueMicrotask(run),
};

function afterAlone(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

const shared = new SharedTimers({ ...systemClock, after: afterAlone });

/**
 * How long until the next of the moments, `ms` apart, at which whoever does something this often does it: so that one
 * wake-up is for all of them. Not the one that is at hand.
 */
export function untilBeat(clock: Pick<Clock, "now">, ms: number): number {
  const left = ms - clock.now() % ms;
  return left > ms / 10 ? left : left + ms;
}

/** This moment by both clocks, as a room needs it. */
export function momentOf(clock: Pick<Clock, "now" | "wall">): Moment {
  return { wall: clock.wall(), steady: clock.now() };
}
