/** Reads the settings of a cluster and the files that they name, before the server starts [C23]. */
import type { Result } from "../base/result.ts";
import type { ClusterOptions } from "../supervisor/supervisor.ts";
import { type Explicit, nameOf } from "./command_line.ts";
import type { Config } from "./flags.ts";
import { nameWithPath, readNamed } from "./named_file.ts";
import { clusterWord } from "./values.ts";

const NODE_LENGTH_MAX = 32;

/** The options of the cluster; null: the server is not in one. `hostName`: null if it is not known. */
export async function clusterOf(
  config: Config,
  explicit: Explicit,
  hostName: () => string | null,
): Promise<Result<ClusterOptions | null, string>> {
  const { cluster: servers, cluster_ca: ca, cluster_creds: creds } = config;
  if (servers === null) return { ok: true, value: null };
  const node = config.node ?? nodeName(hostName() ?? "");
  if (node === null) {
    const error =
      `${nameOf("cluster", explicit)} needs --node: this machine's host name can't be ` +
      "had, or is no name for a node";
    return { ok: false, error };
  }
  const texts = await clusterFiles({
    ca: ca === null ? null : { name: nameWithPath("cluster_ca", ca, explicit), path: ca },
    creds: creds === null
      ? null
      : { name: nameWithPath("cluster_creds", creds, explicit), path: creds },
  });
  if (!texts.ok) return texts;
  return {
    ok: true,
    value: {
      ...{ servers, node, ...texts.value },
      cluster: config.cluster_name,
      streams: config.cluster_streams,
      replicas: config.cluster_replicas,
      patienceMs: config.cluster_patience_ms,
    },
  };
}

/** A file, and what to call it: how it was given, and its path. */
export interface NamedFile {
  readonly name: string;
  readonly path: string;
}

/** Reads the files with which this node verifies NATS, and authenticates to it. */
export async function clusterFiles(
  files: { readonly ca: NamedFile | null; readonly creds: NamedFile | null },
): Promise<Result<{ readonly ca?: string; readonly creds?: string }, string>> {
  const texts: { ca?: string; creds?: string } = {};
  for (const field of ["ca", "creds"] as const) {
    const file = files[field];
    if (file === null) continue;
    const read = await readNamed(file.name, file.path);
    if (!read.ok) return read;
    texts[field] = read.value;
  }
  return { ok: true, value: texts };
}

/**
 * A node's name made of a host's: without the domain, and only the end of a long one, where pods differ. null: none.
 */
function nodeName(hostName: string): string | null {
  const [label = ""] = hostName.split(".");
  const read = clusterWord.read(label.slice(-NODE_LENGTH_MAX));
  return read.ok ? read.value : null;
}

/** The name of this machine; null without the permission to read it. */
export function hostName(): string | null {
  const permission = { name: "sys", kind: "hostname" } as const;
  if (Deno.permissions.querySync(permission).state !== "granted") return null;
  return Deno.hostname();
}
