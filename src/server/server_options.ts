/** What one worker's server is given by whoever starts it. */
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
  /** Of this program, for clients that ask. */
  readonly version: string;
  /** This worker's number, from 0, and which incarnation of it this is. */
  readonly self: number;
  readonly epoch: number;
  readonly shared: SharedTables;
  /** Where rooms and results outlive the process, closed with the server; null: nowhere. */
  readonly journal: Journal | null;
  /** This worker's part in a cluster, closed with the server; null: this machine is alone. */
  readonly cluster?: WorkerCluster | null;
  /** Other results that this worker looks after; none: there are no others. */
  readonly archives?: readonly Prunable[];
  /** How long results are kept, in milliseconds; 0: for ever. */
  readonly results_keep_ms: number;
  /** Closed with the server; null: there is one worker, and nobody to ring for [S1]. */
  readonly bell: Bell | null;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly pages: Pages;
  /** Takes what webhooks are sent [A4]; null: nobody receives any. */
  readonly notify?: ((notice: Notice) => void) | null;
  /** A peer takes nothing any more: it should be replaced [S5]. */
  readonly onStuck: (worker: number) => void;
  /** How the cluster is reached by whoever reads its records; none: this machine is alone. */
  readonly clusterAddress?: ClusterAddress | null;
  /** Asks main for the /metrics, /healthz and /readyz of all workers. */
  readonly ask: Ask;
  /** With what to speak TLS; null: in plain text. */
  readonly tls: Tls | null;
  /** What it is counted in, where something made before it counts, too; none: it makes them. */
  readonly metrics?: WorkerMetrics;
  /** Where tickets come from, and estimates go to [A5]; none: nowhere. */
  readonly trackers?: OpenTrackers | null;
}

/** What may change while the server serves. */
export type Renewal =
  | { readonly tls: Tls }
  | { readonly trackers: readonly TrackerSettings[] };
