/**
 * A clock for the client library whose timers run in a worker (timer_worker.ts), so that a page in a hidden tab still
 * pings in time. Without a worker it uses the page's own timers.
 */
import { type Clock, platform } from "../../client/mod.ts";

/** Starts a timer, or with null stops it. */
export interface ToTimerWorker {
  readonly id: number;
  readonly ms: number | null;
}

/** A timer is due. */
export interface FromTimerWorker {
  readonly id: number;
}

/** The part of a worker in use. */
export interface TimerWorker {
  postMessage(message: ToTimerWorker): void;
  onmessage: ((event: MessageEvent<FromTimerWorker>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

interface Waiting {
  readonly dueAt: number;
  readonly run: () => void;
}

/** A clock that uses this worker. If the worker fails, `own` takes over the pending timers. */
export function workerClock(worker: TimerWorker, own: Clock = platform.clock): Clock {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let failed = false;

  const due = (id: number) => {
    const one = waiting.get(id);
    waiting.delete(id);
    one?.run();
  };
  worker.onmessage = ({ data }) => due(data.id);
  worker.onerror = () => {
    failed = true;
    for (const [id, { dueAt }] of waiting) {
      own.after(Math.max(0, dueAt - own.now()), () => due(id));
    }
  };

  return {
    now: () => own.now(),
    wall: () => own.wall(),
    after(ms, run) {
      if (failed) return own.after(ms, run);
      const id = ++lastId;
      waiting.set(id, { dueAt: own.now() + ms, run });
      worker.postMessage({ id, ms });
      return () => {
        if (waiting.delete(id)) worker.postMessage({ id, ms: null });
      };
    },
  };
}

/** The clock of a page whose build has put the worker at `address`. */
export function pageClock(address: string | undefined): Clock {
  if (address === undefined) return platform.clock;
  try {
    return workerClock(new Worker(address, { type: "module", name: "timers" }));
  } catch {
    return platform.clock;
  }
}
