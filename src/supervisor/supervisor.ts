/**
 * The supervisor: the process as a whole, on the main thread. It owns the data directory, the shared memory, the
 * workers (worker_slots.ts), and the process's answers about itself. It serves no clients.
 */
import { systemClock } from "../base/clock.ts";
import { messageOf } from "../base/message_of.ts";
import { JournalHealth } from "../server/journal_health.ts";
import { MemoryGuard } from "../server/memory.ts";
import type { Answer, Operation } from "../server/operations.ts";
import type { ClusterNode } from "../cluster/node.ts";
import type { ClusterAddress } from "../cluster/worker_messages.ts";
import { Counts } from "../server/counts.ts";
import { FoundLimit } from "../server/found_limit.ts";
import { KeyTable } from "../server/key_file.ts";
import { allocateTables, type SharedTables } from "../server/shared_tables.ts";
import type { Renewal } from "../server/server_options.ts";
import type { Secrets } from "../webhooks/secrets.ts";
import type { Webhooks } from "../webhooks/webhooks.ts";
import { healthAnswer, metricsAnswer, type ProcessStatus } from "./answers.ts";
import { drain } from "./drain.ts";
import { OpenedData } from "./opened_data.ts";
import { type WorkerOptions, WorkerSlots } from "./worker_slots.ts";

/** How long a worker may take to measure, in milliseconds, when somebody asks for metrics. */
const MEASURE_WITHIN_MS = 500;

/** How long workers get to close their sockets when the node's session was lost, in milliseconds. */
const RESTART_WITHIN_MS = 1_000;

/** This process's part in a cluster. */
export interface ClusterOptions extends ClusterAddress {
  readonly node: string;
  readonly patienceMs: number;
}

/** The cluster can't be reached, or refuses this node. The message is a sentence for the operator [C23]. */
export class ClusterRefusal extends Error {}

interface SupervisorOptions extends WorkerOptions {
  /** null: no cluster. */
  readonly cluster?: ClusterOptions | null;
  /** The commit that the program was built from; null: unknown. */
  readonly commit?: string | null;
}

export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #shared: SharedTables;
  /** The limits of memory, in bytes, and of connections, which are found out after the start. */
  readonly memoryLimit: FoundLimit;
  readonly connectionLimit: FoundLimit;
  /** The keys for opening rooms, if that takes one [A1]. */
  readonly createKeys: KeyTable;
  /** The keys for the API [A3]. */
  readonly apiKeys: KeyTable;
  readonly #slots: WorkerSlots;
  #data: OpenedData | null = null;
  #node: ClusterNode | null = null;
  /** The secrets with which webhooks are signed from now on. */
  webhookSecrets: Secrets = [];
  #webhooks: Webhooks | null = null;
  readonly #startedAt = Date.now();
  /** A running measurement of all workers, which concurrent requests share. */
  #measuring: Promise<void> | null = null;
  #draining = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#shared = allocateTables(options.config.workers);
    this.memoryLimit = new FoundLimit(this.#shared.memoryLimit);
    this.connectionLimit = new FoundLimit(this.#shared.connectionLimit);
    this.createKeys = new KeyTable(this.#shared.createKeys);
    this.apiKeys = new KeyTable(this.#shared.apiKeys);
    this.#slots = new WorkerSlots(options, {
      shared: this.#shared,
      ask: (operation) => this.answer(operation),
      notify: (notice) => this.#webhooks?.enqueue(notice),
      node: () => this.#node,
      barred: () => this.#data?.isGone ? this.#data.whatToDo : null,
    });
  }

  /** Starts all workers; returns the port. If that fails, ends everything that was started, and rejects. */
  async start(): Promise<number> {
    const { config: { data }, cluster = null } = this.#options;
    if (data !== null) this.#data = await this.#openData(data);
    if (cluster !== null) this.#node = await this.#join(cluster);
    try {
      this.#webhooks = await this.#startWebhooks();
      return await this.#slots.start();
    } catch (error) {
      await this.drain();
      throw error;
    }
  }

  /** How many connections are open. */
  get connections(): number {
    return new Counts(this.#shared.counts, 0).connections();
  }

  /** Passes a new certificate or new tokens to all workers. */
  renew(renewal: Renewal): void {
    this.#slots.renew(renewal);
  }

  /** Answers a request to /metrics, /healthz or /readyz for the whole process. */
  async answer(operation: Operation): Promise<Answer> {
    if (operation !== "/metrics") return healthAnswer(this.#processStatus(), operation);
    await (this.#measuring ??= this.#measure());
    return metricsAnswer(this.#processStatus(), this.#slots.totals.workers);
  }

  /** [S6] Stops in steps that all workers take together, within `--drain-timeout` after the freeze. Idempotent. */
  async drain(): Promise<void> {
    const { config: { drain_timeout_ms: timeoutMs, data }, log } = this.#options;
    this.#draining = true;
    const until = performance.now() + timeoutMs;
    const node = this.#node;
    node?.retire();
    const keepsRooms = data !== null || node !== null;
    const cluster = node && {
      handOver: () => new Promise<void>((resolve) => node.handOver(resolve)),
      leave: () => new Promise<void>((resolve) => node.leave(resolve)),
    };
    await drain(this.#slots, { timeoutMs, keepsRooms, cluster, log });
    node?.stop();
    await this.#webhooks?.finish(Math.max(0, until - performance.now()));
    this.#webhooks?.close();
    this.#data?.close();
  }

  /** Loaded with `--cluster` alone. */
  async #join({ node, patienceMs, ...address }: ClusterOptions): Promise<ClusterNode> {
    const { config: { workers }, log } = this.#options;
    const { startNode } = await import("../cluster/start_node.ts");
    const counts = new Counts(this.#shared.counts, 0);
    try {
      return await startNode({
        node,
        patienceMs,
        address,
        workers,
        log,
        // from shared memory, since the only worker, on this thread, is measured only when somebody asks for metrics
        rooms: () => counts.rooms(),
        // [C12]
        onSessionLost: () => void this.#slots.restartAll(RESTART_WITHIN_MS),
        // [C20]
        onWorkerGivenUp: (worker) => void this.#slots.restart(worker, RESTART_WITHIN_MS),
      });
    } catch (error) {
      throw new ClusterRefusal(messageOf(error));
    }
  }

  /** Loaded with `--webhook` alone. */
  async #startWebhooks(): Promise<Webhooks | null> {
    const { config, version, log } = this.#options;
    const { webhooks: urls, data, data_sync: sync } = config;
    if (urls === null) return null;
    const { startWebhooks } = await import("../webhooks/start.ts");
    const secrets = () => this.webhookSecrets;
    return await startWebhooks({ urls, secrets, version, data, sync, log });
  }

  async #openData(path: string): Promise<OpenedData> {
    const { openDataDirectory } = await import("../journal/data_directory.ts");
    const { config: { workers, data_sync: sync }, log } = this.#options;
    const directory = openDataDirectory(path, { workers, sync });
    const { moved, missing } = directory;
    for (const { since, until, ...what } of missing) {
      log.error("changes_not_restored", {
        ...what,
        since: since === null ? null : new Date(since).toISOString(),
        until: new Date(until).toISOString(),
      });
    }
    if (moved > 0) log.info("rooms_moved", { rooms: moved, workers });
    return new OpenedData({ path, directory, clock: systemClock, log });
  }

  /** Asks all workers for their numbers. The last ones stay for a worker that doesn't answer in time. */
  async #measure(): Promise<void> {
    await Promise.all(this.#slots.up.map(({ worker }) => worker.measure(MEASURE_WITHIN_MS)));
    this.#measuring = null;
  }

  #processStatus(): ProcessStatus {
    const { version, commit = null, config } = this.#options;
    const { workers, max_memory } = config;
    const workersUp = this.#slots.up.length;
    const fault = new JournalHealth(this.#shared.health).fault;
    // [W11] rooms of a worker that is down can't be reached
    const down = workersUp === 0 ? "no_worker" : workersUp < workers ? "worker_down" : null;
    const gone = this.#data?.isGone ? "data_gone" : null;
    const reason = gone ?? down ?? this.#node?.fault ?? fault ??
      (MemoryGuard.isHigh(this.#shared.memory) ? "memory" : null);
    return {
      version,
      commit,
      status: this.#draining ? "draining" : reason === null ? "ok" : "degraded",
      reason,
      workersUp,
      workers,
      restarts: this.#slots.lost,
      startedAt: this.#startedAt,
      rssBytes: Deno.memoryUsage().rss,
      cpuSeconds: cpuSeconds(),
      limits: { ...config, max_connections: this.connectionLimit.now(config.max_connections) },
      max_memory: this.memoryLimit.now(max_memory ?? 0),
      cluster: this.#node?.status ?? null,
      webhooks: this.#webhooks?.stats ?? [],
    };
  }
}

const MICROSECONDS_PER_SECOND = 1_000_000;

/** CPU time of the process, in seconds. `node:process` is loaded at the first call, because it takes 35 ms. */
function cpuSeconds(): number {
  const { user, system } = globalThis.process.cpuUsage();
  return (user + system) / MICROSECONDS_PER_SECOND;
}
