/**
 * Checks all settings before a server starts, and reads the files that they name: whatever is possible without
 * listening.
 */
import type { Env } from "../base/env.ts";
import type { Result } from "../base/result.ts";
import { brokenRelations } from "../supervisor/relations.ts";
import type { ClusterOptions } from "../supervisor/supervisor.ts";
import type { TrackerSettings } from "../trackers/open.ts";
import type { Secrets } from "../webhooks/secrets.ts";
import type { Tls } from "../server/listener.ts";
import { clusterOf, hostName } from "./cluster.ts";
import type { Explicit } from "./command_line.ts";
import { checkConnections, descriptorsFree, descriptorsWanted } from "./descriptors.ts";
import type { Config } from "./flags.ts";
import { loadKeys } from "./key_files.ts";
import { loadTls } from "./tls.ts";
import { trackersOf } from "./trackers.ts";
import { loadSecrets } from "./webhook_secrets.ts";

export interface CheckedSettings {
  /** The settings to run with. */
  readonly config: Config;
  /** A warning about a setting that was lowered; null: none. */
  readonly warning: string | null;
  /** Whether the descriptors for the default of `--max-connections` are still to be counted. */
  readonly countsLater: boolean;
  readonly tls: Tls | null;
  /** Hashes of the keys that open rooms; empty: anybody may open rooms. */
  readonly keys: readonly string[];
  /** Hashes of the keys of programs; empty: there is no API. */
  readonly apiKeys: readonly string[];
  /** The secrets that webhooks are signed with; empty: there are no webhooks. */
  readonly secrets: Secrets;
  /** The trackers with their tokens; empty: there are none. */
  readonly trackers: readonly TrackerSettings[];
  /** null: the server is in no cluster. */
  readonly cluster: ClusterOptions | null;
}

interface Deps {
  readonly env: Env;
  /** Resolves when nothing else opens files, so that descriptors can be counted. */
  readonly quiet: () => Promise<void>;
  /** Whether the descriptors for a default may be counted later, when the server runs already. */
  readonly mayCountLater: boolean;
}

/** Checks them in order; the error is a sentence about the first that is wrong. */
export async function checkedSettings(
  asked: Config,
  explicit: Explicit,
  { env, quiet, mayCountLater }: Deps,
): Promise<Result<CheckedSettings, string>> {
  const [broken] = brokenRelations(asked.max_room_capacity);
  if (broken !== undefined) {
    return { ok: false, error: `limits that don't fit each other: ${broken}` };
  }
  const tls = await loadTls(asked, explicit);
  if (!tls.ok) return tls;
  const keys = await loadKeys("create_key_file", asked, explicit);
  if (!keys.ok) return keys;
  const apiKeys = await loadKeys("api_key_file", asked, explicit);
  if (!apiKeys.ok) return apiKeys;
  const secrets = await loadSecrets(asked, explicit);
  if (!secrets.ok) return secrets;
  const trackers = await trackersOf(asked, explicit, env);
  if (!trackers.ok) return trackers;
  const cluster = await clusterOf(asked, explicit, hostName);
  if (!cluster.ok) return cluster;
  await quiet();
  const countsLater = mayCountLater && !explicit.has("max_connections");
  const toStart = countsLater ? { ...asked, max_connections: 1 } : asked;
  const free = descriptorsFree(descriptorsWanted(toStart));
  const connections = checkConnections(toStart, explicit, free);
  if (!connections.ok) return connections;
  return {
    ok: true,
    value: {
      ...countsLater ? { config: asked, warning: null } : connections.value,
      countsLater,
      tls: tls.value,
      keys: keys.value,
      apiKeys: apiKeys.value,
      secrets: secrets.value,
      trackers: trackers.value,
      cluster: cluster.value,
    },
  };
}
