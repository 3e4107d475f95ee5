/**
 * Measures the latency of a server's health check from a thread of its own, because a test may keep its own thread
 * busy.
 */
import { PATIENCE_MS, within } from "../e2e/patience.ts";
import type { ProbeReport, ProbeRequest } from "./health_probe_worker.ts";

/** Answers that are waited for, however soon it is over. */
const ANSWERS_MIN = 50;

/** The slowest answer of /healthz during `work`, in milliseconds. */
export async function slowestHealth(
  { port }: { readonly port: number },
  work: () => Promise<unknown> = () => Promise.resolve(),
): Promise<number> {
  const thread = new Worker(new URL("./health_probe_worker.ts", import.meta.url), {
    type: "module",
  });
  try {
    const { promise, resolve, reject } = Promise.withResolvers<ProbeReport>();
    thread.onmessage = ({ data }: MessageEvent<ProbeReport>) => resolve(data);
    thread.onerror = ({ message }) => reject(new Error(message));
    thread.postMessage({ type: "begin", port } satisfies ProbeRequest);
    await work();
    thread.postMessage({ type: "end", atLeast: ANSWERS_MIN } satisfies ProbeRequest);
    const report = await within(promise, "answers of /healthz", PATIENCE_MS);
    if ("problem" in report) throw new Error(report.problem);
    return report.slowestMs;
  } finally {
    thread.terminate();
  }
}
