/** The options of one worker's server. */
import type { Clock } from "../base/clock.ts";
import type { Ids } from "../base/ids.ts";
import type { Log } from "../base/log.ts";
import type { Bell } from "../bus/bell.ts";
import type { Journal, Prunable } from "../journal/journal.ts";
import type { Notice } from "../protocol/webhook_events.ts";
import type { Tls } from "./listener.ts";
import type { Ask } from "./operations.ts";
import type { ClusterAddress } from "../cluster/worker_messages.ts";
import type { WorkerCluster } from "../cluster/worker_cluster.ts";
import type { Pages } from "./pages.ts";
import type { Config } from "./config.ts";
import type { SharedTables } from "./shared_tables.ts";
import type { WorkerMetrics } from "./worker_metrics.ts";
import type { OpenTrackers, TrackerSettings } from "../trackers/open.ts";

export interface ServerOptions {
  readonly settings: Config;
  /** The program's version, which clients are sent. */
  readonly version: string;
  /** This worker's number, from 0, and its incarnation. */
  readonly self: number;
  readonly epoch: number;
  readonly shared: SharedTables;
  /** Keeps rooms and results; closed with the server. null: they are not kept. */
  readonly journal: Journal | null;
  /** This worker's part in a cluster, closed with the server; null: this machine is alone. */
  readonly cluster?: WorkerCluster | null;
  /** Files without a worker, of which this one deletes old results. */
  readonly archives?: readonly Prunable[];
  /** How long results are kept, in milliseconds; 0: for ever. */
  readonly results_keep_ms: number;
  /** Closed with the server; null: there is only one worker [S1]. */
  readonly bell: Bell | null;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly pages: Pages;
  /** Sends events to the webhooks [A4]; null: there are none. */
  readonly notify?: ((notice: Notice) => void) | null;
  /** Another worker receives nothing any more, and should be replaced [S5]. */
  readonly onStuck: (worker: number) => void;
  /** The cluster's address, for reading its results; null: there is no cluster. */
  readonly clusterAddress?: ClusterAddress | null;
  /** Asks main for /metrics, /healthz and /readyz, which are about all workers. */
  readonly ask: Ask;
  /** Certificate and key; null: no TLS. */
  readonly tls: Tls | null;
  /** The worker's metrics, if something else counts in them as well. */
  readonly metrics?: WorkerMetrics;
  /** The issue trackers [A5]; null: none is configured. */
  readonly trackers?: OpenTrackers | null;
}

/** What may change while the server serves. */
export type Renewal =
  | { readonly tls: Tls }
  | { readonly trackers: readonly TrackerSettings[] };
