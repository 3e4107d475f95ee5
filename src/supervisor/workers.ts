/** A running worker as the supervisor sees it, on a thread of its own or on the main thread. */
import type { Measures } from "../server/metrics.ts";
import type { Ask } from "../server/operations.ts";
import type { Log } from "../store/log.ts";
import { describe, isSocketFault } from "./crash.ts";
import type { DrainStep, FromWorker, ToWorker, WorkerSetup } from "./messages.ts";
import { runServer, runStep } from "./run_server.ts";

export interface RunningWorker {
  readonly port: number;
  /** Resolves when the worker has done this step of stopping, which may take so long, or is dead. */
  drain(step: DrainStep, within_ms: number): Promise<void>;
  peerDown(worker: number, epoch: number): void;
  /** Has it measured anew; `onMeasured` comes before it resolves. Where it is dead it resolves at once. */
  measure(): Promise<void>;
  /** Ends it at once. Idempotent; `onEnded` is not called any more. */
  terminate(): void;
}

export interface WorkerHooks {
  readonly log: Log;
  readonly write: (line: string) => void;
  /** It ended without being told to; called once [S5]. */
  readonly onEnded: () => void;
  readonly onStuck: (worker: number) => void;
  readonly onMeasured: (measures: Measures) => void;
  /** It was asked for metrics or health. */
  readonly ask: Ask;
  /** How often a thread is asked for a sign of life, in milliseconds. */
  readonly heartbeat_ms: number;
}

/** How many signs of life in a row a thread may owe. */
const HEARTBEATS_MISSED_MAX = 10;

/** How long a thread may take to load and listen, in milliseconds. */
const START_WITHIN_MS = 30_000;

/** How long a worker that reported a crash has for its last words, in milliseconds. */
const END_WITHIN_MS = 1_000;

/** Starts a worker on a thread; rejects if it can't serve. */
export function startThread(
  setup: WorkerSetup,
  hooks: WorkerHooks,
  module: URL = new URL("./worker.ts", import.meta.url),
): Promise<RunningWorker> {
  const { self: worker, epoch } = setup;
  const thread = new Worker(module, { type: "module", name: `worker-${worker}` });
  const post = (message: ToWorker) => thread.postMessage(message);
  const waiting = new Map<DrainStep, () => void>();
  /** For each question that is open, in order: who waits for the answer. */
  const pings: (() => void)[] = [];
  let over = false;
  let missed = 0;
  let heartbeat: ReturnType<typeof setInterval> | undefined;
  let deadline: ReturnType<typeof setTimeout> | undefined;

  function terminate(): void {
    if (over) return;
    over = true;
    clearInterval(heartbeat);
    clearTimeout(deadline);
    thread.terminate();
    for (const resolve of [...waiting.values(), ...pings]) resolve();
  }

  return new Promise((resolve, reject) => {
    function ping(answered: () => void): void {
      pings.push(answered);
      post({ type: "ping" });
    }

    /** Counted in unanswered questions: while the whole process stands still, nobody is asked. */
    function ask(): void {
      if (missed++ >= HEARTBEATS_MISSED_MAX) ended("worker_silent");
      else ping(() => {});
    }

    function ended(event: string, error?: string): void {
      if (over) return;
      hooks.log.error(event, { worker, epoch, error });
      terminate();
      if (heartbeat === undefined) reject(new Error(error ?? `worker ${worker} did not start`));
      else hooks.onEnded();
    }

    deadline = setTimeout(() => ended("worker_not_started"), START_WITHIN_MS);
    thread.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      switch (data.type) {
        case "listening":
          clearTimeout(deadline);
          heartbeat = setInterval(ask, hooks.heartbeat_ms);
          return resolve({
            port: data.port,
            terminate,
            peerDown: (worker, epoch) => post({ type: "peer_down", worker, epoch }),
            measure: () => over ? Promise.resolve() : new Promise((done) => ping(done)),
            drain(step, within_ms) {
              if (over) return Promise.resolve();
              post({ type: "drain", step, within_ms });
              return new Promise((done) => waiting.set(step, done));
            },
          });
        case "failed":
          terminate();
          return reject(new Error(data.error));
        case "pong":
          missed = 0;
          if (over) return;
          hooks.onMeasured(data.measures);
          return pings.shift()?.();
        case "ask":
          return void hooks.ask(data.operation).then((answer) => {
            if (!over) post({ type: "answer", question: data.question, answer });
          });
        case "drained":
          return waiting.get(data.step)?.();
        case "log":
          return data.lines.forEach((line) => hooks.write(line));
        case "stuck":
          return hooks.onStuck(data.worker);
        case "crashed":
          hooks.log.error("worker_crashed", { worker, epoch, error: data.error });
          clearTimeout(deadline);
          deadline = setTimeout(() => ended("worker_ended"), END_WITHIN_MS);
          return;
        case "ended":
          if (!over && data.measures !== null) hooks.onMeasured(data.measures);
          return ended("worker_ended");
      }
    };
    thread.onerror = (event) => {
      event.preventDefault(); // or the process ends
      ended("worker_failed", event.message);
    };
    post({ type: "start", setup });
  });
}

/** Runs the only worker on this thread: no thread and no bus [S1]. Rejects if it can't serve. */
export function startHere(setup: WorkerSetup, hooks: WorkerHooks): Promise<RunningWorker> {
  const { self: worker, epoch } = setup;
  const listening = new AbortController();
  return new Promise((resolve) => {
    const server = runServer(setup, hooks);
    const terminate = () => listening.abort();
    const crash = (error: unknown) => {
      if (listening.signal.aborted || isSocketFault(error)) return;
      terminate();
      hooks.log.error("worker_crashed", { worker, epoch, error: describe(error) });
      // nobody asks it for signs of life, so what it has counted is told now, and never if that fails, too
      server.crash().then(() => hooks.onMeasured(server.measure())).catch(() => {})
        .finally(hooks.onEnded);
    };
    const { signal } = listening;
    addEventListener("error", (event) => {
      event.preventDefault();
      crash(event.error ?? event.message);
    }, { signal });
    addEventListener("unhandledrejection", (event) => {
      event.preventDefault();
      crash(event.reason);
    }, { signal });
    resolve({
      port: server.port,
      drain: (step, within_ms) => runStep(server, step, within_ms),
      peerDown: () => {},
      measure() {
        hooks.onMeasured(server.measure());
        return Promise.resolve();
      },
      terminate,
    });
  });
}
