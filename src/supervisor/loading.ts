/**
 * Loads the modules that serve while the main thread prepares the start: each worker's thread loads them for itself,
 * and for a single worker the main thread does. It owns the threads until they are taken, and starts no server.
 */
import type { FromWorker, Loaded } from "./thread_messages.ts";

/** A thread that loads its module, and then handles the messages it was sent. */
export class LoadingThread {
  readonly thread: Worker;
  /** Resolves when it has loaded its module, or failed to. */
  readonly loaded: Promise<void>;
  /** Resolves with the message of an uncaught error on the thread, whenever that occurs. */
  readonly failed: Promise<string>;
  readonly #early: FromWorker[] = [];
  #receive = (message: FromWorker): void => void this.#early.push(message);

  /** Starts the thread. */
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

  /** Passes all messages to `receive`, first those that have arrived already. */
  take(receive: (message: FromWorker) => void): void {
    this.#receive = receive;
    this.#early.splice(0).forEach(receive);
  }
}

/** The modules that are being loaded. */
export interface Loading {
  /** By worker; empty for a single one. */
  readonly threads: readonly LoadingThread[];
  /** Resolves when everything is loaded or has failed, which starting the worker reports. */
  readonly done: Promise<void>;
}

/** Begins to load the modules for this number of workers. */
export function loadWorkers(workers: number): Loading {
  if (workers === 1) return { threads: [], done: loadSingle().then(() => {}, () => {}) };
  const threads = Array.from({ length: workers }, (_, worker) => new LoadingThread(worker));
  return { threads, done: Promise.all(threads.map(({ loaded }) => loaded)).then(() => {}) };
}

/** Loads the modules of a single worker. With several workers, the main thread loads none of them. */
export function loadSingle(): Promise<typeof import("./main_thread_worker.ts")> {
  return import("./main_thread_worker.ts");
}
