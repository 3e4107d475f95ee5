/** What `estimatex-server results --cluster` reads, beside the nodes, and without changing anything [C17]. */
import type { Log } from "../base/log.ts";
import type { Result } from "../base/result.ts";
import type { SavedSession } from "../journal/saved_sessions.ts";
import { type Complain, keptSessions, type SessionFilter } from "./kept_sessions.ts";
import { connectToRead, type NatsOptions } from "./nats_engine.ts";
import { subjectsOf } from "./subjects.ts";

type Source = Pick<NatsOptions, "servers" | "cluster" | "creds" | "ca">;

/** What fails ends in a line of its own. */
const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * The sessions of a cluster, the newest first; or a sentence that says why there are none to be had. A session that
 * can't be made sense of is left out, and `complain` is called.
 */
export async function readClusterSessions(
  source: Source,
  filter: SessionFilter,
  complain: Complain,
): Promise<Result<readonly SavedSession[], string>> {
  const opened = await connectToRead({ ...source, name: "results", log: SILENT });
  if (!opened.ok) return opened;
  const engine = opened.value;
  try {
    const subjects = subjectsOf(source.cluster);
    const read = await keptSessions({ engine, subjects }, filter, complain);
    if (read.ok) return read;
    const error = `the records of cluster ${source.cluster} can't be read: ${read.error}`;
    return { ok: false, error };
  } finally {
    engine.close();
    await engine.closed;
  }
}
