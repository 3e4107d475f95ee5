/**
 * The messages between main and its worker threads, through `postMessage`: reliable and in order. Both sides have
 * requests, each with an id of its sender's, which the response carries (requests.ts).
 */
import type {
  FromWorkerCluster,
  ToWorkerCluster,
  WorkerClusterSetup,
} from "../cluster/worker_messages.ts";
import type { PeerRings } from "../bus/ring_peer.ts";
import type { PageFiles } from "../server/page_files.ts";
import type { SharedTables } from "../server/shared_tables.ts";
import type { Tls } from "../server/listener.ts";
import type { Measures } from "../server/worker_metrics.ts";
import type { Answer, Operation } from "../server/operations.ts";
import type { Renewal } from "../server/server_options.ts";
import type { Notice } from "../protocol/webhook_events.ts";
import type { TrackerSettings } from "../trackers/open.ts";
import type { Config } from "../server/config.ts";
import type { DrainStep } from "./drain_steps.ts";

/** Everything that main sets of a worker. */
export interface WorkerSetup {
  readonly config: Config;
  readonly version: string;
  readonly self: number;
  readonly epoch: number;
  readonly shared: SharedTables;
  /** null: the page has not been built. */
  readonly page: PageFiles | null;
  readonly tls: Tls | null;
  readonly trackers: readonly TrackerSettings[];
  /** null: this machine is alone. */
  readonly cluster: WorkerClusterSetup | null;
}

/** What main asks of a worker. */
export type WorkerRequest =
  /** Its numbers; any response is a heartbeat, too. */
  | { readonly type: "measure" }
  /** `withinMs`: how long the step may take. */
  | { readonly type: "drain"; readonly step: DrainStep; readonly withinMs: number };

export type WorkerResponse =
  | { readonly type: "measured"; readonly measures: Measures }
  | { readonly type: "drained" };

export type ToWorker =
  | { readonly type: "start"; readonly setup: WorkerSetup }
  | { readonly type: "request"; readonly id: number; readonly request: WorkerRequest }
  | { readonly type: "response"; readonly id: number; readonly response: Answer }
  /** Another worker serves, and these are the rings to and from it. */
  | {
    readonly type: "worker_linked";
    readonly worker: number;
    readonly epoch: number;
    readonly rings: PeerRings;
  }
  | { readonly type: "worker_lost"; readonly worker: number; readonly epoch: number }
  | { readonly type: "renew"; readonly renewal: Renewal }
  | { readonly type: "cluster"; readonly message: ToWorkerCluster }
  /** Another worker is down and could not be replaced yet; or it is back [W11]. */
  | { readonly type: "worker_missing"; readonly worker: number; readonly missing: boolean };

/** A worker has all that it serves with, and waits for `start`. */
export interface Loaded {
  readonly type: "loaded";
}

export type FromWorker =
  | { readonly type: "listening"; readonly port: number }
  | { readonly type: "failed"; readonly error: string }
  | { readonly type: "request"; readonly id: number; readonly request: Operation }
  | { readonly type: "response"; readonly id: number; readonly response: WorkerResponse }
  | { readonly type: "log"; readonly lines: readonly string[] }
  | { readonly type: "stuck"; readonly worker: number }
  | { readonly type: "notice"; readonly notice: Notice }
  | { readonly type: "cluster"; readonly message: FromWorkerCluster }
  /** A bug of ours surfaced; the worker closes its clients, and ends [S5]. */
  | { readonly type: "crashed"; readonly error: string }
  /** With what it has come to; null: it had not begun. */
  | { readonly type: "ended"; readonly measures: Measures | null };
