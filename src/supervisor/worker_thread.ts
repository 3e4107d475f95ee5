/**
 * A worker on a thread of its own. It owns the thread, main's requests to it, and how main finds out that it is dead
 * [S5]. worker_replacement.ts then replaces it.
 */
import type { ToWorkerCluster } from "../cluster/worker_messages.ts";
import { JournalFailure, type JournalFault } from "../journal/journal.ts";
import type { PeerRings } from "../bus/ring_peer.ts";
import type { Renewal } from "../server/server_options.ts";
import type { Operation } from "../server/operations.ts";
import { Requests } from "./requests.ts";
import type { DrainStep } from "./drain_steps.ts";
import type { LoadingThread } from "./loading.ts";
import type { RunningWorker, WorkerHooks } from "./running_worker.ts";
import type {
  FromWorker,
  ToWorker,
  WorkerRequest,
  WorkerResponse,
  WorkerSetup,
} from "./thread_messages.ts";

/** How many heartbeats in a row a thread may miss. */
const HEARTBEATS_MISSED_MAX = 10;

/** How long a thread may take to load and listen, in milliseconds. */
const START_WITHIN_MS = 30_000;

/** How long a worker that reported a crash may take to end, in milliseconds. */
const END_WITHIN_MS = 1_000;

export class WorkerThread implements RunningWorker {
  readonly #setup: WorkerSetup;
  readonly #hooks: WorkerHooks;
  readonly #thread: Worker;
  readonly #requests = new Requests<WorkerRequest, WorkerResponse | { readonly type: "lost" }>(
    (id, request) => this.#post({ type: "request", id, request }),
  );
  readonly #listening = Promise.withResolvers<number>();
  #phase: "starting" | "listening" | "over" = "starting";
  #port = 0;
  #missed = 0;
  #heartbeat: ReturnType<typeof setInterval> | undefined;
  /** The timer until it must listen, or, after a crash, must have ended. */
  #deadline: ReturnType<typeof setTimeout>;

  /** Starts a worker on a free thread. Rejects if it can't serve. */
  static async start(
    setup: WorkerSetup,
    hooks: WorkerHooks,
    loading: LoadingThread,
  ): Promise<WorkerThread> {
    const worker = new WorkerThread(setup, hooks, loading);
    worker.#port = await worker.#listening.promise;
    return worker;
  }

  private constructor(setup: WorkerSetup, hooks: WorkerHooks, loading: LoadingThread) {
    this.#setup = setup;
    this.#hooks = hooks;
    this.#thread = loading.thread;
    void loading.failed.then((message) => this.#lost("worker_failed", message));
    this.#deadline = setTimeout(() => this.#lost("worker_not_started"), START_WITHIN_MS);
    this.#post({ type: "start", setup });
    loading.take((message) => this.#receive(message));
  }

  get port(): number {
    return this.#port;
  }

  async drain(step: DrainStep, withinMs: number): Promise<boolean> {
    return await this.#requests.send({ type: "drain", step, withinMs }, withinMs) !== null;
  }

  async measure(withinMs: number): Promise<void> {
    await this.#requests.send({ type: "measure" }, withinMs);
  }

  workerLinked(worker: number, epoch: number, rings: PeerRings): void {
    this.#post({ type: "worker_linked", worker, epoch, rings });
  }

  workerLost(worker: number, epoch: number): void {
    this.#post({ type: "worker_lost", worker, epoch });
  }

  renew(renewal: Renewal): void {
    this.#post({ type: "renew", renewal });
  }

  cluster(message: ToWorkerCluster): void {
    this.#post({ type: "cluster", message });
  }

  workerMissing(worker: number, missing: boolean): void {
    this.#post({ type: "worker_missing", worker, missing });
  }

  terminate(): void {
    if (this.#phase === "over") return;
    this.#phase = "over";
    clearInterval(this.#heartbeat);
    clearTimeout(this.#deadline);
    this.#thread.terminate();
    this.#requests.close({ type: "lost" });
  }

  #post(message: ToWorker): void {
    this.#thread.postMessage(message);
  }

  #receive(message: FromWorker): void {
    if (this.#phase === "over") return;
    const hooks = this.#hooks;
    const { self: worker, epoch } = this.#setup;
    switch (message.type) {
      case "listening":
        clearTimeout(this.#deadline);
        this.#phase = "listening";
        this.#heartbeat = setInterval(() => this.#beat(), hooks.heartbeatMs);
        return this.#listening.resolve(message.port);
      case "request":
        return void this.#answer(message.id, message.request);
      case "response": {
        const { id, response } = message;
        this.#missed = 0;
        if (response.type === "measured") hooks.onMeasured(response.measures);
        return this.#requests.settle(id, response);
      }
      case "log":
        return message.lines.forEach((line) => hooks.write(line));
      case "stuck":
        return hooks.onStuck(message.worker);
      case "notice":
        return hooks.onNotice(message.notice);
      case "cluster":
        return hooks.onCluster(message.message);
      case "failed":
        return this.#lost(null, message.error, message.fault);
      case "crashed":
        hooks.log.error("worker_crashed", { worker, epoch, error: message.error });
        clearTimeout(this.#deadline);
        this.#deadline = setTimeout(() => this.#lost("worker_ended"), END_WITHIN_MS);
        return;
      case "ended":
        if (message.measures !== null) hooks.onMeasured(message.measures);
        return this.#lost("worker_ended");
    }
  }

  async #answer(id: number, operation: Operation): Promise<void> {
    const response = await this.#hooks.ask(operation);
    if (this.#phase !== "over") this.#post({ type: "response", id, response });
  }

  /** Counts unanswered requests rather than time, so that a suspended process doesn't consider its workers dead. */
  #beat(): void {
    const { heartbeatMs } = this.#hooks;
    if (this.#missed++ >= HEARTBEATS_MISSED_MAX) this.#lost("worker_silent");
    else void this.measure(heartbeatMs);
  }

  /** The one place where it is declared dead [S5]. `event` is for the log; null: whoever started it logs the error. */
  #lost(event: string | null, error?: string, fault: JournalFault | null = null): void {
    if (this.#phase === "over") return;
    const { self: worker, epoch } = this.#setup;
    const wasListening = this.#phase === "listening";
    if (event !== null) this.#hooks.log.error(event, { worker, epoch, error });
    this.terminate();
    if (wasListening) this.#hooks.onLost();
    else this.#listening.reject(failureOf(error ?? `worker ${worker} did not start`, fault));
  }
}

/** What the thread threw; a message between threads has no classes. */
function failureOf(error: string, fault: JournalFault | null): Error {
  return fault === null ? new Error(error) : new JournalFailure(fault, error);
}
