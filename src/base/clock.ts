/**
 * Clocks and timers. The real ones use the event loop; tests inject a clock that moves only when a test moves it, so
 * that a seed decides every interleaving.
 */
import type { Moment } from "../room/moment.ts";
import { SharedTimers } from "./shared_timers.ts";

export interface Clock {
  /**
   * The steady clock, for deadlines and durations: milliseconds on a clock that nobody can set. It may stand still
   * while the machine is suspended, and is different on each thread.
   */
  now(): number;
  /**
   * The wall clock, for times that people, other threads or processes see: milliseconds since 1970. It may leap, also
   * back, because it can be set [R17a].
   */
  wall(): number;
  /**
   * Runs `run` once, after `ms` milliseconds; 0: in the next turn of the event loop, after everything that has arrived
   * is processed. The returned function cancels it, and is idempotent.
   */
  after(ms: number, run: () => void): () => void;
  /** Runs `run` once at the end of the tick, after the code that is running now. */
  soon(run: () => void): void;
}

const BEGAN = performance.timeOrigin;

/**
 * The clock of a running server. Its steady clock starts at the time of day at which this thread began.
 */
export const systemClock: Clock = {
  now: () => Math.round(BEGAN + performance.now()),
  wall: () => Date.now(),
  after(ms, run) {
    if (ms <= 0) {
      // setImmediate, because Deno's setTimeout of 0 takes 1 to 2 ms; the global, because importing `node:timers` takes
      // 17 ms of every start
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
    return shared.after(ms, run);
  },
  soon: (run) => queueMicrotask(run),
};

function afterAlone(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

const shared = new SharedTimers({ ...systemClock, after: afterAlone });

/**
 * How long until the next beat, in milliseconds. Beats are `ms` apart, and the same for everything that is done this
 * often, so that all of it shares a wake-up. A beat that is due now doesn't count.
 */
export function untilBeat(clock: Pick<Clock, "now">, ms: number): number {
  const left = ms - clock.now() % ms;
  return left > ms / 10 ? left : left + ms;
}

/** Runs `run` at each beat until the returned function is called; `lateMs`: how late the timer fired. */
export function everyBeat(
  clock: Pick<Clock, "now" | "after">,
  ms: number,
  run: (lateMs: number) => void,
): () => void {
  let cancel = () => {};
  const next = () => {
    const waitMs = untilBeat(clock, ms);
    const due = clock.now() + waitMs;
    cancel = clock.after(waitMs, () => {
      const lateMs = clock.now() - due;
      next(); // first, so that an error in `run` does not end it
      run(lateMs);
    });
  };
  next();
  return () => cancel();
}

/** Waits for so many milliseconds; 0: for the next turn of the event loop. */
export function pause(clock: Pick<Clock, "after">, ms: number): Promise<void> {
  return new Promise((resolve) => clock.after(ms, resolve));
}

/** Resolves with whether `work` resolved within `ms` milliseconds; rejects if `work` does. */
export async function inTime(
  clock: Pick<Clock, "after">,
  work: Promise<unknown>,
  ms: number,
): Promise<boolean> {
  let cancel = () => {};
  const late = new Promise<false>((resolve) => {
    cancel = clock.after(ms, () => resolve(false));
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    cancel();
  }
}

/** The current time on both clocks. */
export function momentOf(clock: Pick<Clock, "now" | "wall">): Moment {
  return { wall: clock.wall(), steady: clock.now() };
}
