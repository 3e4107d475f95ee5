/** Runs one worker's server with the real clock, ids and bell, on a thread of its own or on the main thread. */
import type { WorkerCluster } from "../cluster/worker_cluster.ts";
import type { FromWorkerCluster, WorkerClusterSetup } from "../cluster/worker_messages.ts";
import type { Ask } from "../server/operations.ts";
import { createPages } from "../server/pages.ts";
import { Server } from "../server/server.ts";
import type { ServerOptions } from "../server/server_options.ts";
import { BroadcastBell } from "../bus/bell.ts";
import { systemClock } from "../base/clock.ts";
import { loadHashing } from "../base/hash.ts";
import { randomIds } from "../base/ids.ts";
import type { Log } from "../base/log.ts";
import type { DataSync } from "../journal/sqlite_file.ts";
import type { Notice } from "../protocol/webhook_events.ts";
import { createLog } from "../base/log_lines.ts";
import { WorkerMetrics } from "../server/worker_metrics.ts";
import type { OpenTrackers } from "../trackers/open.ts";
import type { Metrics } from "../base/metrics.ts";
import type { WorkerSetup } from "./thread_messages.ts";

/** The name of the broadcast channel that is the bell of all workers; the runtime limits it to the process. */
const BELL_NAME = "estimatex-server";

interface Hooks {
  readonly write: (line: string) => void;
  readonly onStuck: (worker: number) => void;
  readonly onNotice: (notice: Notice) => void;
  readonly ask: Ask;
  readonly onCluster: (message: FromWorkerCluster) => void;
}

/**
 * Starts serving; if that fails, rejects and leaves nothing open. `write` gets log lines. The journal is opened first,
 * and once.
 */
export async function runServer(setup: WorkerSetup, hooks: Hooks): Promise<Server> {
  const { config: { data, data_sync: sync, workers }, self } = setup;
  using opened = new DisposableStack();
  const kept = data === null ? NOTHING_KEPT : await openKept(data, { self, workers, sync });
  opened.defer(() => kept.journal?.close());
  const bell = workers === 1 ? null : new BroadcastBell(BELL_NAME);
  opened.defer(() => bell?.close());
  const { cluster: clusterSetup } = setup;
  const base = optionsOf(setup, hooks);
  const cluster = clusterSetup === null
    ? null
    : await joinCluster({ ...setup, cluster: clusterSetup }, {
      log: base.log,
      post: hooks.onCluster,
    });
  opened.defer(() => cluster?.close());
  const metrics = new WorkerMetrics();
  const options: ServerOptions = {
    ...base,
    ...kept,
    metrics,
    trackers: await openTrackers(setup, { log: base.log, metrics }),
    cluster,
    clusterAddress: clusterSetup?.address ?? null,
    bell,
  };
  opened.move(); // from here on the server closes them
  const server = await Server.start(options);
  systemClock.after(0, loadHashing); // once it serves, so that nobody who joins has to wait for it
  return server;
}

type Kept = Pick<ServerOptions, "journal" | "archives">;

const NOTHING_KEPT: Kept = { journal: null, archives: [] };

/** The journal, and files of former workers. Most servers keep nothing, and don't load the modules for this. */
async function openKept(
  data: string,
  where: { readonly self: number; readonly workers: number; readonly sync: DataSync },
): Promise<Kept> {
  const { archives, dataFile } = await import("../journal/data_directory.ts");
  const { SqliteJournal } = await import("../journal/sqlite_journal.ts");
  const journal = new SqliteJournal(dataFile(data, where.self), where.sync);
  try {
    return { journal, archives: archives(data, where) };
  } catch (error) {
    journal.close();
    throw error;
  }
}

function optionsOf(
  { config, version, self, epoch, shared, page, tls }: WorkerSetup,
  hooks: Hooks,
): Omit<ServerOptions, "journal" | "archives" | "bell" | "cluster"> {
  return {
    settings: config,
    version,
    self,
    epoch,
    shared,
    results_keep_ms: config.results_keep_ms,
    clock: systemClock,
    ids: randomIds,
    log: createLog({
      format: config.log_format,
      level: config.log_level,
      write: hooks.write,
      now: Date.now,
    }),
    pages: createPages(page),
    notify: config.webhooks === null ? null : hooks.onNotice,
    onStuck: hooks.onStuck,
    ask: hooks.ask,
    tls,
  };
}

/** Loads the module only with `--tracker`. */
async function openTrackers(
  { trackers }: WorkerSetup,
  deps: { readonly log: Log; readonly metrics: Metrics },
): Promise<OpenTrackers | null> {
  if (trackers.length === 0) return null;
  const { OpenTrackers } = await import("../trackers/open.ts");
  return new OpenTrackers(trackers, { clock: systemClock, ...deps });
}

/** Loads the module only with `--cluster`. */
async function joinCluster(
  setup: WorkerSetup & { readonly cluster: WorkerClusterSetup },
  deps: { readonly log: Log; readonly post: Hooks["onCluster"] },
): Promise<WorkerCluster> {
  const { config: { workers }, self, cluster } = setup;
  const { startWorker } = await import("../cluster/start_worker.ts");
  return await startWorker({ ...cluster, self, workers, ...deps });
}
