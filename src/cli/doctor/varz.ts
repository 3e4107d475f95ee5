/** Checks on a NATS server's monitoring port whether acknowledged writes are on its disk. */
import { readBounded } from "../../base/bounded_body.ts";
import { messageOf } from "../../base/message_of.ts";
import { ownProperty } from "../../protocol/own_property.ts";
import { type Check, ok, warning } from "./report.ts";

/** The usual monitoring port of NATS. */
const MONITOR_PORT = 8222;

/** How long an answer may take, in milliseconds, and how long it may be, in bytes. */
const ANSWER_WITHIN_MS = 5_000;
const ANSWER_BYTES_MAX = 1_000_000;

/** NATS gives durations in nanoseconds. */
const NANOSECONDS_PER_SECOND = 1_000_000_000;

const NAME = "sync";
const ADVICE =
  "set sync_interval: always under jetstream in its configuration, if no vote may be " +
  "lost when all its machines lose power at once";
const UNREAD_ADVICE =
  "give its monitoring address with --monitor URL, or look up sync_interval there";

/** The usual monitoring addresses of these servers. */
export function usualMonitors(servers: readonly string[]): readonly string[] {
  return servers.map((url) => `http://${new URL(url).hostname}:${MONITOR_PORT}`);
}

/** Checks one server. `monitor`: its monitoring address, http or https. Never rejects. */
export async function checkSync(monitor: string): Promise<Check> {
  try {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const url = `${monitor.replace(/\/+$/, "")}/varz`;
    const response = await fetch(url, { signal, redirect: "error" });
    const bytes = await readBounded(response.body, ANSWER_BYTES_MAX);
    if (!response.ok) return unread(monitor, `status ${response.status}`);
    if (bytes === null) return unread(monitor, "it is too long");
    return syncCheck(monitor, JSON.parse(new TextDecoder().decode(bytes)));
  } catch (error) {
    return unread(monitor, messageOf(error));
  }
}

function syncCheck(monitor: string, varz: unknown): Check {
  const config = ownProperty(ownProperty(varz, "jetstream"), "config");
  const name = ownProperty(varz, "server_name");
  const interval = ownProperty(config, "sync_interval");
  const server = typeof name === "string" ? name : monitor;
  if (ownProperty(config, "sync_always") === true) {
    return ok(NAME, `${server} writes to the disk before it acknowledges`);
  }
  if (typeof interval !== "number") return unread(monitor, "it does not say");
  const every = `${Math.round(interval / NANOSECONDS_PER_SECOND)} s`;
  return warning(
    NAME,
    `${server} acknowledges first, and writes to the disk every ${every}`,
    ADVICE,
  );
}

function unread(monitor: string, why: string): Check {
  const message =
    `${monitor}/varz can't be read (${why}): how soon NATS writes to the disk is not known`;
  return warning(NAME, message, UNREAD_ADVICE);
}
