/** A node's part in the cluster with the real clock, ids and engine. */
import { systemClock } from "../base/clock.ts";
import { randomIds } from "../base/ids.ts";
import { connectNats } from "./nats_engine.ts";
import { ClusterNode, type NodeOptions } from "./node.ts";
import { subjectsOf } from "./subjects.ts";
import type { ClusterAddress } from "./worker_messages.ts";

interface StartOptions
  extends Omit<NodeOptions, "engine" | "clock" | "subjects" | "randomToken" | "address"> {
  readonly address: ClusterAddress;
}

/** Connects, and becomes a member; rejects with a sentence where the cluster takes no such node [C1, C23]. */
export async function startNode(options: StartOptions): Promise<ClusterNode> {
  const { address, node, log } = options;
  const engine = await connectNats({ ...address, name: node, log });
  if (!engine.ok) throw new Error(engine.error);
  const { replicas } = engine.value;
  if (replicas === 1) log.warn("one_replica", { cluster: address.cluster });
  const started = new ClusterNode({
    ...options,
    address: { ...address, replicas },
    engine: engine.value,
    clock: systemClock,
    subjects: subjectsOf(address.cluster),
    randomToken: () => randomIds.roomId(),
  });
  try {
    await new Promise<void>((resolve, reject) =>
      started.start({ ready: resolve, refused: (problem) => reject(new Error(problem)) })
    );
  } catch (error) {
    started.stop();
    throw error;
  }
  return started;
}
