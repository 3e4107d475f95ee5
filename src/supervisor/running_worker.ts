/** A running worker as the supervisor sees it, on a thread of its own or on the main thread. */
import type { FromWorkerCluster, ToWorkerCluster } from "../cluster/worker_messages.ts";
import type { PeerRings } from "../bus/ring_peer.ts";
import type { Renewal } from "../server/server_options.ts";
import type { Measures } from "../server/worker_metrics.ts";
import type { Ask } from "../server/operations.ts";
import type { Notice } from "../protocol/webhook_events.ts";
import type { Log } from "../base/log.ts";
import type { DrainStep } from "./drain_steps.ts";

export interface RunningWorker {
  readonly port: number;
  /** Takes a step of stopping. Resolves to false if it is not done in time; a lost worker has nothing to do. */
  drain(step: DrainStep, withinMs: number): Promise<boolean>;
  /** Another worker serves, and these are the rings to and from it. */
  workerLinked(worker: number, epoch: number, rings: PeerRings): void;
  /** Another worker is dead. */
  workerLost(worker: number, epoch: number): void;
  /** Another certificate or other tokens are to be used. */
  renew(renewal: Renewal): void;
  /** What there is to know of the cluster. */
  cluster(message: ToWorkerCluster): void;
  /** Another worker could not be replaced yet, or is back. */
  workerMissing(worker: number, missing: boolean): void;
  /** Measures anew; `onMeasured` comes before it resolves. Resolves without where that takes longer. */
  measure(withinMs: number): Promise<void>;
  /** Ends it at once. Idempotent; `onLost` is not called any more. */
  terminate(): void;
}

export interface WorkerHooks {
  readonly log: Log;
  readonly write: (line: string) => void;
  /** It died, and main had not ended it; called once [S5]. */
  readonly onLost: () => void;
  /** Another worker takes nothing any more. */
  readonly onStuck: (worker: number) => void;
  readonly onMeasured: (measures: Measures) => void;
  /** Something happened in a room of its own that webhooks are sent of. */
  readonly onNotice: (notice: Notice) => void;
  /** What it sends main about the cluster. */
  readonly onCluster: (message: FromWorkerCluster) => void;
  /** A client asked it for metrics or health. */
  readonly ask: Ask;
  /** How often a thread is asked to measure, in milliseconds: its heartbeat [S5]. */
  readonly heartbeatMs: number;
}
