/** Reads which cluster a command is for, from the same flags and variables that its nodes have. Pure. */
import { quoteEscaped } from "../base/printable.ts";
import type { Result } from "../base/result.ts";
import type { FlagForm } from "./arguments.ts";
import type { NamedFile } from "./cluster.ts";
import { FLAGS, type Setting } from "./flags.ts";
import { clusterWord, natsServers, path, type Reader } from "./values.ts";

/** Which cluster, and how its NATS servers are reached. */
export interface NamedCluster {
  readonly servers: readonly string[];
  readonly cluster: string;
  readonly ca: NamedFile | null;
  readonly creds: NamedFile | null;
}

export const CLUSTER_FLAGS: readonly FlagForm[] = [
  { name: "cluster", placeholder: "URL,URL", rule: natsServers.rule, repeatable: true },
  { name: "cluster-name", placeholder: "NAME", rule: clusterWord.rule },
  { name: "cluster-ca", placeholder: "FILE", rule: path.rule },
  { name: "cluster-creds", placeholder: "FILE", rule: path.rule },
];

/** The value of a setting as it was given, and the flag or variable that gave it; null: it was not given. */
export type Find = (setting: Setting) => Given | null;

export interface Given {
  readonly name: string;
  readonly text: string;
}

/** Reads the cluster's settings. `servers`: how --cluster was given. */
export function readCluster(servers: Given, find: Find): Result<NamedCluster, string> {
  const urls = readAs(natsServers, servers);
  if (!urls.ok) return urls;
  const name = find("cluster_name") ?? { name: "", text: FLAGS.cluster_name.fallback(1) };
  const called = readAs(clusterWord, name);
  if (!called.ok) return called;
  const files = { ca: fileOf(find("cluster_ca")), creds: fileOf(find("cluster_creds")) };
  return { ok: true, value: { servers: urls.value, cluster: called.value, ...files } };
}

/** Reads a value; the error is a sentence, without what is before an `@`, which may be a password [C23]. */
export function readAs<T>(reader: Reader<T>, { name, text }: Given): Result<T, string> {
  const read = reader.read(text.trim());
  if (read.ok) return read;
  const shown = quoteEscaped(text.replace(/^.*@/s, "***@"));
  return { ok: false, error: `${name} must be ${read.error}, got ${shown}` };
}

function fileOf(given: Given | null): NamedFile | null {
  if (given === null) return null;
  const path = given.text.trim();
  return { name: `${given.name} ${quoteEscaped(path)}`, path };
}
