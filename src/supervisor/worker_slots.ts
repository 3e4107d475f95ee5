/**
 * The slots of the workers, and how a worker is started in one. It owns the port that they share, and their epochs.
 * worker_replacement.ts handles lost workers, drain.ts the stop.
 */
import type { Log } from "../base/log.ts";
import type { ClusterNode } from "../cluster/node.ts";
import type { Tls } from "../server/listener.ts";
import type { Renewal } from "../server/server_options.ts";
import type { Ask } from "../server/operations.ts";
import type { PageFiles } from "../server/page_files.ts";
import type { Notice } from "../protocol/webhook_events.ts";
import type { SharedTables } from "../server/shared_tables.ts";
import type { Config } from "../server/config.ts";
import { emptySlot, Replacement, type WorkerSlot } from "./worker_replacement.ts";
import { LoadingThread, loadSingle } from "./loading.ts";
import type { RunningWorker, WorkerHooks } from "./running_worker.ts";
import type { WorkerSetup } from "./thread_messages.ts";
import type { TrackerSettings } from "../trackers/open.ts";
import { Totals } from "./totals.ts";
import { WorkerThread } from "./worker_thread.ts";

/** How often a thread is asked for a heartbeat, in milliseconds [S5]. */
const HEARTBEAT_MS = 1_000;

export interface WorkerOptions {
  readonly config: Config;
  readonly version: string;
  /** The page's files; null: the page was not built. */
  readonly page: PageFiles | null;
  /** Certificate and key; null: no TLS. */
  readonly tls?: Tls | null;
  /** The issue trackers, with their tokens. */
  readonly trackers?: readonly TrackerSettings[];
  readonly log: Log;
  /** Takes the workers' log lines. */
  readonly write: (line: string) => void;
  /** Threads that are already loading, by worker. */
  readonly threads?: readonly LoadingThread[];
  /** The module that runs on a thread; for tests. */
  readonly workerModule?: URL;
  /** How often a thread is asked for a heartbeat, in milliseconds; for tests. */
  readonly heartbeatMs?: number;
}

interface SlotDeps {
  readonly shared: SharedTables;
  /** Answers for the whole process, whichever worker was asked. */
  readonly ask: Ask;
  /** Sends an event to the webhooks. */
  readonly notify: (notice: Notice) => void;
  /** This process's part in a cluster; null: no cluster. */
  readonly node: () => ClusterNode | null;
  /** Why no worker may be started any more, in a sentence; null: workers may be started. */
  readonly barred: () => string | null;
}

export class WorkerSlots {
  readonly totals: Totals;
  readonly #options: WorkerOptions;
  readonly #deps: SlotDeps;
  readonly #slots: readonly WorkerSlot[];
  readonly #replacement: Replacement;
  /** Threads that have no worker yet. */
  readonly #threads: (LoadingThread | undefined)[];
  #port: number;
  /** The current one, for workers that are started later. */
  #tls: Tls | null;
  #trackers: readonly TrackerSettings[];
  #lastEpoch = 0;
  #stopped = false;

  constructor(options: WorkerOptions, deps: SlotDeps) {
    const { config: { workers, port }, log, threads = [] } = options;
    this.totals = new Totals(workers);
    this.#options = options;
    this.#deps = deps;
    this.#port = port;
    this.#tls = options.tls ?? null;
    this.#trackers = options.trackers ?? [];
    this.#threads = [...threads];
    this.#slots = Array.from({ length: workers }, (_, id) => emptySlot(id));
    this.#replacement = new Replacement({
      slots: this.#slots,
      shared: deps.shared,
      totals: this.totals,
      log,
      start: (slot) => this.#start(slot),
      onLost: (slot) => deps.node()?.workerLost(slot.id),
    });
  }

  /** Slots with a worker that serves. */
  get up(): readonly (WorkerSlot & { readonly worker: RunningWorker })[] {
    return this.#slots.filter(hasWorker);
  }

  /** How many workers were lost. */
  get lost(): number {
    return this.#replacement.lost;
  }

  /** Starts a worker in every slot; returns the port. Rejects if one can't serve, once no other is starting. */
  async start(): Promise<number> {
    const { config: { workers, host }, workerModule } = this.#options;
    for (let id = 0; id < workers && workers > 1; id++) {
      this.#threads[id] ??= new LoadingThread(id, workerModule);
    }
    const [first, ...others] = this.#slots;
    if (this.#port === 0 && first !== undefined) {
      // bind port 0 only once: a port that is looked up first may be taken by another process before it is used
      await this.#start(first);
      await this.#startAll(others);
    } else {
      // [W1] workers listen with reusePort, so only this notices that another process has the port
      if (workers > 1 || this.#tls !== null) {
        Deno.listen({ hostname: host, port: this.#port }).close();
      }
      await this.#startAll(this.#slots);
    }
    return this.#port;
  }

  /** Passes a new certificate or new tokens to all workers, also to those that are started later. */
  renew(renewal: Renewal): void {
    if ("tls" in renewal) this.#tls = renewal.tls;
    else this.#trackers = renewal.trackers;
    for (const { worker } of this.up) worker.renew(renewal);
  }

  /** Ends a worker that main considers dead; `event` is for the log. */
  giveUp(slot: WorkerSlot, event: string): void {
    this.#replacement.giveUp(slot, event);
  }

  /**
   * [C12] Restarts every worker for the node's next incarnation, after it has dropped its rooms and closed its sockets.
   */
  async restartAll(withinMs: number): Promise<void> {
    await Promise.all(this.up.map(({ id }) => this.restart(id, withinMs)));
  }

  /** The same for one worker, if it serves. */
  async restart(id: number, withinMs: number): Promise<void> {
    const slot = this.#slots[id];
    if (slot === undefined || slot.worker === null) return;
    const { worker, epoch } = slot;
    await worker.drain("close_connections", withinMs);
    await worker.drain("stop", withinMs);
    if (slot.worker !== worker) return; // it was lost or restarted meanwhile
    worker.terminate();
    this.#replacement.workerLost(slot, epoch);
  }

  /** Starts no more workers, also not to replace lost ones [S6]. */
  stopStarting(): void {
    this.#stopped = true;
    for (const loading of this.#threads.splice(0)) loading?.thread.terminate();
    this.#replacement.stop();
  }

  /** Waits for all of them: none may begin to serve after another has made the whole start fail. */
  async #startAll(slots: readonly WorkerSlot[]): Promise<void> {
    const starts = await Promise.allSettled(slots.map((slot) => this.#start(slot)));
    for (const start of starts) if (start.status === "rejected") throw start.reason;
  }

  async #start(slot: WorkerSlot): Promise<void> {
    const { config, version, page } = this.#options;
    const barred = this.#deps.barred();
    if (barred !== null) throw new Error(barred);
    const epoch = ++this.#lastEpoch;
    slot.epoch = epoch;
    slot.startedAt = performance.now();
    const setup: WorkerSetup = {
      config: { ...config, port: this.#port },
      version,
      self: slot.id,
      epoch,
      shared: this.#deps.shared,
      page,
      tls: this.#tls,
      trackers: this.#trackers,
      cluster: this.#deps.node()?.setupOf(slot.id, epoch) ?? null,
    };
    let lost = false;
    const hooks = this.#hooks(slot, () => lost = true);
    const worker = config.workers > 1
      ? await WorkerThread.start(setup, hooks, this.#threadFor(slot))
      : await startOnMainThread(setup, hooks);
    this.#port = worker.port;
    slot.worker = lost ? null : worker; // it may have died already
    if (this.#stopped) worker.terminate(); // too late to begin with the first step
    if (slot.worker === null) return;
    this.#replacement.workerServes(slot);
    if (setup.cluster === null) return;
    this.#deps.node()?.workerServes(slot.id, setup.cluster.workerId, (message) => {
      if (slot.worker === worker) worker.cluster(message);
    });
  }

  #threadFor({ id }: WorkerSlot): LoadingThread {
    const loading = this.#threads[id];
    this.#threads[id] = undefined;
    return loading ?? new LoadingThread(id, this.#options.workerModule);
  }

  /** The callbacks of a worker, which count only while it has its slot. */
  #hooks(slot: WorkerSlot, onLost: () => void): WorkerHooks {
    const { log, write, heartbeatMs = HEARTBEAT_MS } = this.#options;
    const { epoch } = slot;
    return {
      log,
      write,
      heartbeatMs,
      onLost: () => {
        onLost();
        this.#replacement.workerLost(slot, epoch);
      },
      onStuck: (id) => {
        const stuck = this.#slots[id];
        if (stuck !== undefined) this.giveUp(stuck, "worker_stuck");
      },
      onMeasured: (measures) => {
        if (slot.epoch === epoch) this.totals.measured(slot.id, measures);
      },
      ask: this.#deps.ask,
      onNotice: this.#deps.notify,
      onCluster: (message) => {
        if (slot.epoch === epoch) this.#deps.node()?.take(slot.id, message);
      },
    };
  }
}

async function startOnMainThread(setup: WorkerSetup, hooks: WorkerHooks): Promise<RunningWorker> {
  const { MainThreadWorker } = await loadSingle();
  return await MainThreadWorker.start(setup, hooks);
}

function hasWorker(slot: WorkerSlot): slot is WorkerSlot & { readonly worker: RunningWorker } {
  return slot.worker !== null;
}
