/**
 * The answers to `/metrics`, `/healthz` and `/readyz`, for the whole process. It owns what health means, and main's own
 * metrics.
 */
import { STATUS_CODE } from "@std/http/status";
import { expose, EXPOSITION_TYPE, type Family, type Labels } from "../server/exposition.ts";
import type { MembershipStatus } from "../cluster/membership_options.ts";
import type { HostStats } from "../webhooks/webhooks.ts";
import { familiesOf } from "../server/families.ts";
import type { Measures } from "../server/worker_metrics.ts";
import type { Config } from "../server/config.ts";
import type { Answer, Operation } from "../server/operations.ts";

const LIMITS = [
  "max_rooms",
  "max_rooms_per_ip",
  "max_room_capacity",
  "max_connections",
  "max_connections_per_ip",
  "message_rate",
] as const;

/**
 * `draining`: it is stopping, and refuses newcomers. `degraded`: it serves with a restriction, which `reason` names.
 */
type Status = "ok" | "draining" | "degraded";

/** The process at a moment. */
export interface ProcessStatus {
  readonly version: string;
  readonly commit: string | null;
  readonly status: Status;
  /**
   * Why it is degraded, as the operator's guide lists it: `no_worker`, `worker_down`, `memory`, a fault of the journal,
   * or a problem of the cluster. null: it is not.
   */
  readonly reason: string | null;
  /** How many workers serve. */
  readonly workersUp: number;
  readonly workers: number;
  readonly restarts: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly rssBytes: number;
  /** CPU time of all threads since the start, in seconds. */
  readonly cpuSeconds: number;
  /** Settings that are limits; 0: no limit. */
  readonly limits: Pick<Config, typeof LIMITS[number]>;
  /** The memory limit in bytes; 0: none. */
  readonly max_memory: number;
  /** This node's membership in a cluster; null: no cluster. */
  readonly cluster: MembershipStatus | null;
  /** The receivers of webhooks. */
  readonly webhooks: readonly HostStats[];
}

/** `/healthz`: always 200, since the process is alive; `/readyz`: whether new clients should be sent here. */
export function healthAnswer(
  { status, reason, version, workersUp, workers }: ProcessStatus,
  operation: Exclude<Operation, "/metrics">,
): Answer {
  const ready = operation === "/healthz" || status === "ok";
  return {
    status: ready ? STATUS_CODE.OK : STATUS_CODE.ServiceUnavailable,
    contentType: "application/json",
    body: `${
      JSON.stringify({
        status,
        ...reason !== null && { reason },
        version,
        workers: { up: workersUp, of: workers },
      })
    }\n`,
  };
}

/** `/metrics`: of the process, and of all workers; `workers`: their measures, by number. */
export function metricsAnswer(process: ProcessStatus, workers: readonly Measures[]): Answer {
  return {
    status: STATUS_CODE.OK,
    contentType: EXPOSITION_TYPE,
    body: expose([
      ...processFamilies(process),
      ...process.cluster === null ? [] : clusterFamilies(process.cluster),
      ...webhookFamilies(process.webhooks),
      ...familiesOf(workers),
    ]),
  };
}

function processFamilies(process: ProcessStatus): readonly Family[] {
  const { version, commit, status, workersUp, workers, limits } = process;
  return [
    labelled("gauge", "estimatex_build_info", "Which program this is; always 1.", [
      [{ version, commit: commit ?? "" }, 1],
    ]),
    gauge(
      "process_start_time_seconds",
      "When the process began, in seconds since 1970.",
      process.startedAt / 1_000,
    ),
    counter(
      "process_cpu_seconds_total",
      "CPU time of the whole process, of user and system, in seconds.",
      process.cpuSeconds,
    ),
    gauge(
      "estimatex_ready",
      "Whether somebody new should be sent here, as /readyz says.",
      status === "ok" ? 1 : 0,
    ),
    gauge(
      "process_resident_memory_bytes",
      "Memory of the whole process, in bytes.",
      process.rssBytes,
    ),
    gauge(
      "estimatex_memory_limit_bytes",
      "Memory of the process past which nobody new is let in, in bytes; 0: no limit.",
      process.max_memory,
    ),
    labelled(
      "gauge",
      "estimatex_limit",
      "Settings that bound what is taken in, by their names; 0: no limit.",
      LIMITS.map((setting) => [{ setting }, limits[setting]]),
    ),
    labelled(
      "gauge",
      "estimatex_workers",
      "Workers that serve (up), and that should (configured).",
      [
        [{ state: "up" }, workersUp],
        [{ state: "configured" }, workers],
      ],
    ),
    counter(
      "estimatex_worker_restarts_total",
      "Workers that ended by themselves.",
      process.restarts,
    ),
  ];
}

/** [C24] */
function clusterFamilies(
  { connected, leaseLeftMs, owned, wanted, takeovers, silentNodes, liveNodes, rooms }:
    MembershipStatus,
): readonly Family[] {
  return [
    gauge("estimatex_cluster_connected", "Whether NATS can be reached.", connected ? 1 : 0),
    gauge(
      "estimatex_cluster_lease_left_seconds",
      "How long this node's lease is good for; 0: it is over.",
      Math.max(0, leaseLeftMs) / 1_000,
    ),
    labelled(
      "gauge",
      "estimatex_cluster_shards",
      "Shards that this node serves (owned), and that it is to serve (wanted).",
      [[{ state: "owned" }, owned], [{ state: "wanted" }, wanted]],
    ),
    counter(
      "estimatex_cluster_takeovers_total",
      "Shards that this node took from one that had not given them up.",
      takeovers,
    ),
    labelled(
      "gauge",
      "estimatex_cluster_nodes",
      "Nodes that this node hears (live), itself among them, and that it hears no more (silent).",
      [[{ state: "live" }, liveNodes], [{ state: "silent" }, silentNodes]],
    ),
    gauge(
      "estimatex_cluster_rooms",
      "Rooms of all nodes together, as their last heartbeats have it.",
      rooms,
    ),
  ];
}

/** [A4] Of a receiver's URL only host and port are shown. */
function webhookFamilies(hosts: readonly HostStats[]): readonly Family[] {
  const results = ["delivered", "failed", "dropped"] as const;
  return [
    labelled(
      "counter",
      "estimatex_webhook_deliveries_total",
      "Attempts that a receiver took (delivered) or did not (failed), and events that were given up (dropped).",
      hosts.flatMap((stats) =>
        results.map((result) => [{ host: stats.host, result }, stats[result]] as const)
      ),
    ),
    labelled(
      "gauge",
      "estimatex_webhook_waiting",
      "Events that wait for a receiver.",
      hosts.map(({ host, waiting }) => [{ host }, waiting]),
    ),
  ];
}

function gauge(name: string, help: string, value: number): Family {
  return labelled("gauge", name, help, [[{}, value]]);
}

function counter(name: string, help: string, value: number): Family {
  return labelled("counter", name, help, [[{}, value]]);
}

function labelled(
  type: "gauge" | "counter",
  name: string,
  help: string,
  values: readonly (readonly [Labels, number])[],
): Family {
  return { name, help, type, series: values.map(([labels, value]) => ({ labels, value })) };
}
