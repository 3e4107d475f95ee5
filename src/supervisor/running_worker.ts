/** The interface of a running worker, on a thread of its own or on the main thread. */
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
  /** Takes a step of a stop. Resolves to false if it is not finished in time. A lost worker has nothing to do. */
  drain(step: DrainStep, withinMs: number): Promise<boolean>;
  /** Links the worker to a new incarnation of another one. */
  workerLinked(worker: number, epoch: number, rings: PeerRings): void;
  /** Another worker is dead. */
  workerLost(worker: number, epoch: number): void;
  /** Passes on a new certificate or new tokens. */
  renew(renewal: Renewal): void;
  /** Passes on a message about the cluster. */
  cluster(message: ToWorkerCluster): void;
  /** Another worker is down and has not been replaced yet, or is back. */
  workerMissing(worker: number, missing: boolean): void;
  /** Asks for new numbers, which `onMeasured` gets before this resolves. Resolves without them after `withinMs`. */
  measure(withinMs: number): Promise<void>;
  /** Ends it at once. Idempotent; `onLost` is not called any more. */
  terminate(): void;
}

export interface WorkerHooks {
  readonly log: Log;
  readonly write: (line: string) => void;
  /** The worker has died without main having ended it. Called once [S5]. */
  readonly onLost: () => void;
  /** Another worker receives nothing any more. */
  readonly onStuck: (worker: number) => void;
  readonly onMeasured: (measures: Measures) => void;
  /** One of its rooms has an event for the webhooks. */
  readonly onNotice: (notice: Notice) => void;
  /** It has sent main a message about the cluster. */
  readonly onCluster: (message: FromWorkerCluster) => void;
  /** It was asked for metrics or health. */
  readonly ask: Ask;
  /** How often a thread is asked to measure, in milliseconds: its heartbeat [S5]. */
  readonly heartbeatMs: number;
}
