/**
 * The answers to `/metrics`, `/healthz` and `/readyz`, for the whole process. It owns what health means, and main's own
 * metrics.
 */
import { STATUS_CODE } from "@std/http/status";
import { expose, EXPOSITION_TYPE, type Family } from "../server/exposition.ts";
import type { MembershipStatus } from "../cluster/membership_options.ts";
import type { HostStats } from "../webhooks/webhooks.ts";
import { familiesOf } from "../server/families.ts";
import type { Measures } from "../server/worker_metrics.ts";
import type { Config } from "../server/config.ts";
import type { Answer, Operation } from "../server/operations.ts";

const LIMITS = [
  ...["max_rooms", "max_rooms_per_ip", "max_room_capacity"] as const,
  ...["max_connections", "max_connections_per_ip", "message_rate"] as const,
];

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
  const {
    version,
    commit,
    status,
    workersUp,
    workers,
    restarts,
    startedAt,
    rssBytes,
    cpuSeconds,
    limits,
    max_memory,
  } = process;
  const one = (value: number) => [{ labels: {}, value }];
  return [
    {
      name: "estimatex_build_info",
      help: "Which program this is; always 1.",
      type: "gauge",
      series: [{ labels: { version, commit: commit ?? "" }, value: 1 }],
    },
    {
      name: "process_start_time_seconds",
      help: "When the process began, in seconds since 1970.",
      type: "gauge",
      series: one(startedAt / 1_000),
    },
    {
      name: "process_cpu_seconds_total",
      help: "CPU time of the whole process, of user and system, in seconds.",
      type: "counter",
      series: one(cpuSeconds),
    },
    {
      name: "estimatex_ready",
      help: "Whether somebody new should be sent here, as /readyz says.",
      type: "gauge",
      series: one(status === "ok" ? 1 : 0),
    },
    {
      name: "process_resident_memory_bytes",
      help: "Memory of the whole process, in bytes.",
      type: "gauge",
      series: one(rssBytes),
    },
    {
      name: "estimatex_memory_limit_bytes",
      help: "Memory of the process past which nobody new is let in, in bytes; 0: no limit.",
      type: "gauge",
      series: one(max_memory),
    },
    {
      name: "estimatex_limit",
      help: "Settings that bound what is taken in, by their names; 0: no limit.",
      type: "gauge",
      series: LIMITS.map((setting) => ({ labels: { setting }, value: limits[setting] })),
    },
    {
      name: "estimatex_workers",
      help: "Workers that serve (up), and that should (configured).",
      type: "gauge",
      series: [
        { labels: { state: "up" }, value: workersUp },
        { labels: { state: "configured" }, value: workers },
      ],
    },
    {
      name: "estimatex_worker_restarts_total",
      help: "Workers that ended by themselves.",
      type: "counter",
      series: one(restarts),
    },
  ];
}

/** [C24] */
function clusterFamilies(
  { connected, leaseLeftMs, owned, wanted, takeovers, silentNodes, liveNodes, rooms }:
    MembershipStatus,
): readonly Family[] {
  const gauge = (name: string, help: string, value: number): Family => ({
    name: `estimatex_cluster_${name}`,
    help,
    type: "gauge",
    series: [{ labels: {}, value }],
  });
  return [
    gauge("connected", "Whether NATS can be reached.", connected ? 1 : 0),
    gauge(
      "lease_left_seconds",
      "How long this node's lease is good for; 0: it is over.",
      Math.max(0, leaseLeftMs) / 1_000,
    ),
    {
      name: "estimatex_cluster_shards",
      help: "Shards that this node serves (owned), and that it is to serve (wanted).",
      type: "gauge",
      series: [
        { labels: { state: "owned" }, value: owned },
        { labels: { state: "wanted" }, value: wanted },
      ],
    },
    {
      name: "estimatex_cluster_takeovers_total",
      help: "Shards that this node took from one that had not given them up.",
      type: "counter",
      series: [{ labels: {}, value: takeovers }],
    },
    {
      name: "estimatex_cluster_nodes",
      help:
        "Nodes that this node hears (live), itself among them, and that it hears no more (silent).",
      type: "gauge",
      series: [
        { labels: { state: "live" }, value: liveNodes },
        { labels: { state: "silent" }, value: silentNodes },
      ],
    },
    gauge("rooms", "Rooms of all nodes together, as their last heartbeats have it.", rooms),
  ];
}

/** [A4] Of a receiver's URL only host and port are shown. */
function webhookFamilies(hosts: readonly HostStats[]): readonly Family[] {
  const results = ["delivered", "failed", "dropped"] as const;
  return [
    {
      name: "estimatex_webhook_deliveries_total",
      help:
        "Attempts that a receiver took (delivered) or did not (failed), and events that were given up (dropped).",
      type: "counter",
      series: hosts.flatMap((stats) =>
        results.map((result) => ({
          labels: { host: stats.host, result },
          value: stats[result],
        }))
      ),
    },
    {
      name: "estimatex_webhook_waiting",
      help: "Events that wait for a receiver.",
      type: "gauge",
      series: hosts.map(({ host, waiting }) => ({ labels: { host }, value: waiting })),
    },
  ];
}
