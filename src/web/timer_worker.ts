/**
 * Timers that run on time: browsers slow down those of a hidden page to one a minute, but not those of a worker. It
 * gets only the time to wait, never the reason. At its start it makes the browser load its data for formatting numbers
 * and lists, which all threads of a page share: on a slow phone that takes a tenth of a second.
 */
import type { FromTimerWorker, ToTimerWorker } from "./state/worker_clock.ts";

/** The part of a worker's global scope in use; the type library has only that of a page. */
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
