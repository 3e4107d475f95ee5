/**
 * A single worker, on the main thread: no thread and no bus [S1]. A bug in it must not end the process, so it handles
 * the process's uncaught errors as long as it serves [S5].
 */
import type { ToWorkerCluster } from "../cluster/worker_messages.ts";
import type { Server } from "../server/server.ts";
import type { Renewal } from "../server/server_options.ts";
import { describe, isSocketFault } from "./crash.ts";
import { type DrainStep, runStep } from "./drain_steps.ts";
import { inTime, systemClock } from "../base/clock.ts";
import { runServer } from "./run_server.ts";
import type { RunningWorker, WorkerHooks } from "./running_worker.ts";
import type { WorkerSetup } from "./thread_messages.ts";

export class MainThreadWorker implements RunningWorker {
  readonly #server: Server;
  readonly #setup: WorkerSetup;
  readonly #hooks: WorkerHooks;
  /** Aborted when it is ended, or has closed its clients after a crash: until then it may fail once more. */
  readonly #serving = new AbortController();
  #crashed = false;

  /** Starts it. Rejects if it can't serve. */
  static async start(setup: WorkerSetup, hooks: WorkerHooks): Promise<MainThreadWorker> {
    return new MainThreadWorker(await runServer(setup, hooks), setup, hooks);
  }

  private constructor(server: Server, setup: WorkerSetup, hooks: WorkerHooks) {
    this.#server = server;
    this.#setup = setup;
    this.#hooks = hooks;
    const { signal } = this.#serving;
    addEventListener("error", (event) => {
      event.preventDefault();
      this.#crash(event.error ?? event.message);
    }, { signal });
    addEventListener("unhandledrejection", (event) => {
      event.preventDefault();
      this.#crash(event.reason);
    }, { signal });
  }

  get port(): number {
    return this.#server.port;
  }

  async drain(step: DrainStep, withinMs: number): Promise<boolean> {
    return await inTime(systemClock, runStep(this.#server, step, withinMs), withinMs);
  }

  measure(): Promise<void> {
    this.#hooks.onMeasured(this.#server.measure());
    return Promise.resolve();
  }

  renew(renewal: Renewal): void {
    this.#server.renew(renewal);
  }

  cluster(message: ToWorkerCluster): void {
    this.#server.cluster(message);
  }

  /** There is no other worker. */
  workerLinked(): void {}
  workerLost(): void {}
  workerMissing(): void {}

  terminate(): void {
    this.#serving.abort();
    void this.#server.stop();
  }

  #crash(error: unknown): void {
    if (this.#crashed || isSocketFault(error)) return;
    this.#crashed = true;
    const { self: worker, epoch } = this.#setup;
    this.#hooks.log.error("worker_crashed", { worker, epoch, error: describe(error) });
    void this.#end();
  }

  /** It has no heartbeat, so its numbers are taken now. */
  async #end(): Promise<void> {
    try {
      await this.#server.crash();
      await this.measure();
    } catch {
      // nothing here can be trusted any more
    }
    this.#serving.abort();
    this.#hooks.onLost();
  }
}
