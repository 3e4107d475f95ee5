/**
 * Timers that run on time: browsers slow those of a hidden page to one a minute, but not those of a worker.
 * It waits, and must never know for what. While it has nothing to wait for it opens the browser's tables of numbers
 * and lists: all threads of a page share them, and a slow phone needs a tenth of a second for it.
 */
import type { FromTimerWorker, ToTimerWorker } from "./state/worker_clock.ts";

/** The part of a worker's global scope in use; the library of types knows only a page's. */
interface WorkerScope {
  postMessage(message: FromTimerWorker): void;
  addEventListener(type: "message", listener: (event: MessageEvent<ToTimerWorker>) => void): void;
}

const scope = globalThis as unknown as WorkerScope;
const running = new Map<number, ReturnType<typeof setTimeout>>();

scope.addEventListener("message", ({ data: { id, ms } }) => {
  clearTimeout(running.get(id));
  running.delete(id);
  if (ms === null) return;
  const due = () => {
    running.delete(id);
    scope.postMessage({ id });
  };
  running.set(id, setTimeout(due, ms));
});

new Intl.NumberFormat();
new Intl.ListFormat();
