/**
 * How the process stops [S6]: in steps that all workers take together, each within its time. It owns the order and
 * the times; what a worker does in a step is drain_steps.ts's.
 */
import type { Log } from "../base/log.ts";
import type { DrainStep } from "./drain_steps.ts";
import { inTime } from "./in_time.ts";
import type { WorkerSlot } from "./replacement.ts";
import type { WorkerSlots } from "./worker_slots.ts";

/**
 * How long a worker may take to stand still, whatever `--drain-timeout` is: no socket may be closed before,
 * or it would be taken for leaving. One that can't in this time is dead or hangs.
 */
const FREEZE_WITHIN_MS = 2_000;

/** How long sockets get to answer the close frame. One that is not read in this time won't be, in 10 s either. */
const CLOSE_WITHIN_MS = 2_000;

/** How long the listeners get. Deno 2.4 waits in vain for every half handshake and silent connection. */
const STOP_WITHIN_MS = 1_000;

interface DrainOptions {
  /** For all steps behind the first, in milliseconds. */
  readonly timeoutMs: number;
  /** Whether rooms outlive the process, so that members come back. */
  readonly keepsRooms: boolean;
  /** Gives up what this node has of a cluster, once rooms stand still [C21]; null: it has none. */
  readonly leave: (() => Promise<void>) | null;
  readonly log: Log;
}

/** Stops all workers, within the timeout once they stand still, and ends them. Any number of times. */
export async function drain(slots: WorkerSlots, options: DrainOptions): Promise<void> {
  slots.stopStarting();
  for (const slot of await stepAll(slots, "freeze", { withinMs: FREEZE_WITHIN_MS, ...options })) {
    slots.giveUp(slot, "worker_silent"); // nobody needs to wait for its acknowledgements
  }
  const deadline = performance.now() + options.timeoutMs;
  const left = () => Math.max(0, deadline - performance.now());
  const all = (step: DrainStep, withinMs: number) => stepAll(slots, step, { withinMs, ...options });
  // whoever is in no room by then has to be closed as well
  await all("end_rooms", Math.max(left() / 2, left() - CLOSE_WITHIN_MS));
  if (options.leave !== null) {
    const leaveMs = Math.max(left() / 2, left() - CLOSE_WITHIN_MS - STOP_WITHIN_MS);
    const done = await inTime(options.leave(), leaveMs);
    if (!done) options.log.warn("cluster_not_left", { within_ms: Math.round(leaveMs) });
  }
  if (options.keepsRooms) {
    await all("staggered_close", Math.max(0, left() - CLOSE_WITHIN_MS - STOP_WITHIN_MS));
  }
  await all("close_connections", Math.min(left(), CLOSE_WITHIN_MS));
  await all("stop", Math.min(left(), STOP_WITHIN_MS));
  for (const { worker } of slots.up) worker.terminate();
}

/** Has all workers take a step; gives those that have not done so in time. */
async function stepAll(
  slots: WorkerSlots,
  step: DrainStep,
  { withinMs, log }: { readonly withinMs: number; readonly log: Log },
): Promise<readonly WorkerSlot[]> {
  const stepping = slots.up;
  const done = await Promise.all(stepping.map(({ worker }) => worker.drain(step, withinMs)));
  const late = stepping.filter((_, n) => !done[n]);
  if (late.length > 0) {
    log.warn("drain_step_cut_short", { step, within_ms: Math.round(withinMs) });
  }
  return late;
}
