/** Makes webhooks with the real clock, network and file. Loaded only with `--webhook`. */
import { systemClock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { DataSync } from "../journal/sqlite_file.ts";
import { endpointOf } from "./endpoint.ts";
import { networkPost } from "./post.ts";
import type { Secrets } from "./secrets.ts";
import { Webhooks } from "./webhooks.ts";

interface StartOptions {
  readonly urls: readonly string[];
  /** Returns the current secrets, which may change. */
  readonly secrets: () => Secrets;
  readonly version: string;
  /** The data directory; null: what waits is lost with the process. */
  readonly data: string | null;
  readonly sync: DataSync;
  readonly log: Log;
}

/** Throws a `JournalFailure` if the file can't be used. */
export async function startWebhooks(options: StartOptions): Promise<Webhooks> {
  const { urls, secrets, version, data, sync, log } = options;
  const store = data === null ? null : await openStore(data, sync);
  return new Webhooks({
    endpoints: urls.map(endpointOf),
    clock: systemClock,
    log,
    post: networkPost({ clock: systemClock, userAgent: userAgentOf(version), secrets }),
    random: Math.random,
    store,
  });
}

/** The `User-Agent` that receivers see. */
export function userAgentOf(version: string): string {
  return `estimatex-server/${version}`;
}

async function openStore(directory: string, sync: DataSync) {
  const { QueueFile } = await import("./queue_file.ts");
  return new QueueFile(directory, sync);
}
