/**
 * The answers to `/metrics`, `/healthz` and `/readyz`, for the whole process. It owns what health means and
 * which numbers are main's own; it decides nothing about the workers.
 */
import { STATUS_CODE } from "@std/http/status";
import { expose, EXPOSITION_TYPE, type Family } from "../server/exposition.ts";
import { familiesOf } from "../server/families.ts";
import type { Measures } from "../server/metrics.ts";
import type { Answer, Operation } from "../server/operations.ts";

/**
 * `draining`: stopping, takes nobody in. `degraded`: serves, but not all that it was asked for, or with no
 * worker at the moment.
 */
export type Status = "ok" | "draining" | "degraded";

/** The process at a moment. */
export interface Standing {
  readonly version: string;
  readonly commit: string | null;
  readonly status: Status;
  /** Why it is degraded: `no_worker`, or what the journal suffers from; null: it is not. */
  readonly reason: string | null;
  /** Workers that serve, and that should. */
  readonly workers_up: number;
  readonly workers: number;
  readonly restarts: number;
  /** Milliseconds since 1970. */
  readonly started_at: number;
  readonly rss_bytes: number;
}

/** `/healthz`: alive, whatever its state; `/readyz`: whether somebody new should be sent here. */
export function healthAnswer(
  { status, reason, version, workers_up, workers }: Standing,
  operation: Exclude<Operation, "/metrics">,
): Answer {
  const ready = operation === "/healthz" || status === "ok";
  return {
    status: ready ? STATUS_CODE.OK : STATUS_CODE.ServiceUnavailable,
    content_type: "application/json",
    body: `${
      JSON.stringify({
        status,
        ...reason !== null && { reason },
        version,
        workers: { up: workers_up, of: workers },
      })
    }\n`,
  };
}

export function metricsAnswer(standing: Standing, workers: readonly Measures[]): Answer {
  return {
    status: STATUS_CODE.OK,
    content_type: EXPOSITION_TYPE,
    body: expose([...processFamilies(standing), ...familiesOf(workers)]),
  };
}

function processFamilies(standing: Standing): readonly Family[] {
  const { version, commit, status, workers_up, workers, restarts, started_at, rss_bytes } =
    standing;
  const one = (value: number) => [{ labels: {}, value }];
  return [
    {
      name: "estimatex_build_info",
      help: "Which program this is; always 1.",
      type: "gauge",
      series: [{ labels: { version, commit: commit ?? "" }, value: 1 }],
    },
    {
      name: "estimatex_start_time_seconds",
      help: "When the process began, in seconds since 1970.",
      type: "gauge",
      series: one(started_at / 1_000),
    },
    {
      name: "estimatex_ready",
      help: "Whether somebody new should be sent here, as /readyz says.",
      type: "gauge",
      series: one(status === "ok" ? 1 : 0),
    },
    {
      name: "estimatex_resident_memory_bytes",
      help: "Memory of the whole process, in bytes.",
      type: "gauge",
      series: one(rss_bytes),
    },
    {
      name: "estimatex_workers",
      help: "Workers that serve (up), and that should (configured).",
      type: "gauge",
      series: [
        { labels: { state: "up" }, value: workers_up },
        { labels: { state: "configured" }, value: workers },
      ],
    },
    {
      name: "estimatex_worker_restarts_total",
      help: "Workers that ended without being told to.",
      type: "counter",
      series: one(restarts),
    },
  ];
}
