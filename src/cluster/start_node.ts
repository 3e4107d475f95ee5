/** A node's part in the cluster with the real clock, ids and engine. */
import { systemClock } from "../base/clock.ts";
import { randomIds } from "../base/ids.ts";
import { connectNats } from "./nats_engine.ts";
import { streamOf } from "./nats_stream_settings.ts";
import { ClusterNode, type NodeOptions } from "./node.ts";
import { StreamReach } from "./stream_reach.ts";
import { type Subjects, subjectsOf } from "./subjects.ts";
import type { ClusterAddress } from "./worker_messages.ts";

/** No id of a room or a node. */
const NOBODY = "_";

interface StartOptions
  extends
    Omit<NodeOptions, "engine" | "clock" | "subjects" | "randomToken" | "address" | "streams"> {
  readonly address: ClusterAddress;
}

/** Connects, and becomes a member; rejects with a sentence where the cluster takes no such node [C1, C23]. */
export async function startNode(options: StartOptions): Promise<ClusterNode> {
  const { address, node, log, patienceMs } = options;
  const engine = await connectNats({ ...address, name: node, log });
  if (!engine.ok) throw new Error(engine.error);
  const { replicas } = engine.value;
  if (replicas === 1) log.warn("one_replica", { cluster: address.cluster });
  const subjects = subjectsOf(address.cluster);
  const [streams, clock] = [streamsOf(address, subjects), systemClock];
  const started = new ClusterNode({
    ...options,
    address: { ...address, replicas },
    engine: engine.value,
    streams: new StreamReach({ engine: engine.value, clock, log, streams, patienceMs }),
    clock,
    subjects,
    randomToken: () => randomIds.roomId(),
  });
  try {
    await new Promise<void>((resolve, reject) =>
      started.start({
        ready: resolve,
        refused: (problem) => reject(new Error(problem)),
        late: (problem) =>
          reject(
            new Error(
              `NATS did not let this node join within --cluster-patience, ${
                patienceMs / 1_000
              } s (${problem}): ` +
                "see that its streams have a leader and its disks have space, and what this account may do",
            ),
          ),
      })
    );
  } catch (error) {
    started.stop();
    throw error;
  }
  return started;
}

/** All streams of the cluster by their names, each with a subject that it keeps and that has no records. */
function streamsOf(
  { cluster, streams }: Pick<ClusterAddress, "cluster" | "streams">,
  subjects: Subjects,
): ReadonlyMap<string, string> {
  const ofRooms = Array.from({ length: streams }, (_, shard) => subjects.room(shard, NOBODY));
  const kept = [subjects.session(NOBODY), ...ofRooms, subjects.results(NOBODY, 0)];
  return new Map(kept.map((subject) => [streamOf(cluster, streams, subject) ?? "", subject]));
}
