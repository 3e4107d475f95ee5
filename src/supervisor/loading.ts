/**
 * What serves is loaded while main does all else that comes before a start: by each worker's thread for itself, or,
 * for a single worker, by main. It owns threads until somebody takes them; it starts nothing.
 */
import type { FromWorker, Loaded } from "./thread_messages.ts";

/** A thread that loads its module, and does what it is asked as soon as it can. */
export class LoadingThread {
  readonly thread: Worker;
  /** Resolves when it has loaded its module, or can't. */
  readonly loaded: Promise<void>;
  /** Resolves with the message of an error that nobody caught there, whenever that comes. */
  readonly failed: Promise<string>;
  readonly #early: FromWorker[] = [];
  #receive = (message: FromWorker): void => void this.#early.push(message);

  /** Begins it. */
  constructor(worker: number, module: URL = new URL("./worker.ts", import.meta.url)) {
    this.thread = new Worker(module, { type: "module", name: `worker-${worker}` });
    const loaded = Promise.withResolvers<void>();
    const failed = Promise.withResolvers<string>();
    this.thread.onmessage = ({ data }: MessageEvent<FromWorker | Loaded>) => {
      if (data.type === "loaded") loaded.resolve();
      else this.#receive(data);
    };
    this.thread.onerror = (event) => {
      event.preventDefault(); // or the process ends
      failed.resolve(event.message);
      loaded.resolve();
    };
    this.loaded = loaded.promise;
    this.failed = failed.promise;
  }

  /** Has all messages taken by `receive`, those first that have come already. */
  take(receive: (message: FromWorker) => void): void {
    this.#receive = receive;
    this.#early.splice(0).forEach(receive);
  }
}

/** What serves, on its way. */
export interface Loading {
  /** By worker; none for a single one. */
  readonly threads: readonly LoadingThread[];
  /** Resolves when everything is there, or can't be loaded: whoever starts a worker finds out. */
  readonly done: Promise<void>;
}

/** Begins to load what so many workers are made of. */
export function loadWorkers(workers: number): Loading {
  if (workers === 1) return { threads: [], done: loadSingle().then(() => {}, () => {}) };
  const threads = Array.from({ length: workers }, (_, worker) => new LoadingThread(worker));
  return { threads, done: Promise.all(threads.map(({ loaded }) => loaded)).then(() => {}) };
}

/** What a single worker is made of. Where each worker has a thread, main loads nothing of what serves. */
export function loadSingle(): Promise<typeof import("./main_thread_worker.ts")> {
  return import("./main_thread_worker.ts");
}
