/**
 * The messages between main and its worker threads, through `postMessage`, which is reliable and keeps the order. Both
 * sides send requests; the response has the id that the sender gave its request (requests.ts).
 */
import type {
  FromWorkerCluster,
  ToWorkerCluster,
  WorkerClusterSetup,
} from "../cluster/worker_messages.ts";
import type { JournalFault } from "../journal/journal.ts";
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

/** Everything that main gives a worker at the start. */
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
  /** null: no cluster. */
  readonly cluster: WorkerClusterSetup | null;
}

/** A request of main to a worker. */
export type WorkerRequest =
  /** Asks for its numbers. Any response counts as a heartbeat. */
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
  /** Another worker has a new incarnation; these are the rings to and from it. */
  | {
    readonly type: "worker_linked";
    readonly worker: number;
    readonly epoch: number;
    readonly rings: PeerRings;
  }
  | { readonly type: "worker_lost"; readonly worker: number; readonly epoch: number }
  | { readonly type: "renew"; readonly renewal: Renewal }
  | { readonly type: "cluster"; readonly message: ToWorkerCluster }
  /** Another worker is down and has not been replaced yet, or is back [W11]. */
  | { readonly type: "worker_missing"; readonly worker: number; readonly missing: boolean };

/** A worker has loaded its modules, and waits for `start`. */
export interface Loaded {
  readonly type: "loaded";
}

export type FromWorker =
  | { readonly type: "listening"; readonly port: number }
  /** It can't serve. `fault`: of its data file; null: something else. */
  | { readonly type: "failed"; readonly error: string; readonly fault: JournalFault | null }
  | { readonly type: "request"; readonly id: number; readonly request: Operation }
  | { readonly type: "response"; readonly id: number; readonly response: WorkerResponse }
  | { readonly type: "log"; readonly lines: readonly string[] }
  | { readonly type: "stuck"; readonly worker: number }
  | { readonly type: "notice"; readonly notice: Notice }
  | { readonly type: "cluster"; readonly message: FromWorkerCluster }
  /** An error was not caught: the worker closes its clients, and ends [S5]. */
  | { readonly type: "crashed"; readonly error: string }
  /** With its last numbers; null: it had not started. */
  | { readonly type: "ended"; readonly measures: Measures | null };
