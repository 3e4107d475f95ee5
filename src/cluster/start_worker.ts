/** A worker's part in the cluster with the real clock, ids and engine. */
import { systemClock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { connectToChecked } from "./nats_engine.ts";
import { subjectsOf } from "./subjects.ts";
import { WorkerCluster } from "./worker_cluster.ts";
import type { FromWorkerCluster, WorkerClusterSetup } from "./worker_messages.ts";

interface WorkerOptions extends WorkerClusterSetup {
  readonly self: number;
  readonly workers: number;
  readonly log: Log;
  readonly post: (message: FromWorkerCluster) => void;
}

/** Connects; rejects with a sentence where that can't be. */
export async function startWorker(options: WorkerOptions): Promise<WorkerCluster> {
  const { address, workerId, log } = options;
  const engine = await connectToChecked({ ...address, name: workerId, log });
  if (!engine.ok) throw new Error(engine.error);
  let writes = 0;
  return new WorkerCluster({
    ...options,
    engine: engine.value,
    clock: systemClock,
    subjects: subjectsOf(address.cluster),
    writeId: () => `${workerId}-${++writes}`,
  });
}
