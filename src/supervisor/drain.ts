/**
 * How the process stops [S6]: in steps that all workers take together, each within its time. It owns the order and
 * the times; what a worker does in a step is drain_steps.ts's.
 */
import type { Log } from "../base/log.ts";
import type { DrainStep } from "./drain_steps.ts";
import { inTime } from "./in_time.ts";
import type { WorkerSlot } from "./worker_replacement.ts";
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
  /** What this process is in a cluster; null: it is alone. */
  readonly cluster: Membership | null;
  readonly log: Log;
}

/** How a node leaves a cluster [C21]. */
interface Membership {
  /** Its rooms go on elsewhere, shard by shard; whoever is connected here reaches them there. */
  handOver(): Promise<void>;
  /** It is no member any more. */
  leave(): Promise<void>;
}

/** How long a node without shards may take to give up its session. */
const LEAVE_WITHIN_MS = 1_000;

/**
 * Stops all workers, within the timeout once they stand still, and ends them. Any number of times. In a cluster a room
 * stands still for as long as its shard takes to become another node's, and no longer.
 */
export async function drain(slots: WorkerSlots, options: DrainOptions): Promise<void> {
  const { timeoutMs, cluster, log } = options;
  slots.stopStarting();
  const handedOver = cluster === null ? 0 : await handOver(slots, cluster, options);
  await stepOrDie(slots, "freeze", log);
  const deadline = performance.now() + timeoutMs - handedOver;
  const left = () => Math.max(0, deadline - performance.now());
  const all = (step: DrainStep, withinMs: number) => stepAll(slots, step, { withinMs, ...options });
  // whoever is in no room by then has to be closed as well
  await all("end_rooms", Math.max(left() / 2, left() - CLOSE_WITHIN_MS));
  if (options.keepsRooms) {
    await all("staggered_close", Math.max(0, left() - CLOSE_WITHIN_MS - STOP_WITHIN_MS));
  }
  await all("close_connections", Math.min(left(), CLOSE_WITHIN_MS));
  if (cluster !== null && !await inTime(cluster.leave(), Math.min(left() / 2, LEAVE_WITHIN_MS))) {
    log.warn("cluster_not_left", { within_ms: timeoutMs });
  }
  await all("stop", Math.min(left(), STOP_WITHIN_MS));
  for (const { worker } of slots.up) worker.terminate();
}

/** Has all workers take a step that takes no time; those that don't are dead, or hang. */
async function stepOrDie(slots: WorkerSlots, step: DrainStep, log: Log): Promise<void> {
  for (const slot of await stepAll(slots, step, { withinMs: FREEZE_WITHIN_MS, log })) {
    slots.giveUp(slot, "worker_silent"); // nobody needs to wait for its acknowledgements
  }
}

/** Gives up what the node has, while its rooms go on [C21]; how long that took, in milliseconds. */
async function handOver(
  slots: WorkerSlots,
  cluster: Membership,
  { timeoutMs, log }: Pick<DrainOptions, "timeoutMs" | "log">,
): Promise<number> {
  const from = performance.now();
  const withinMs = Math.max(timeoutMs / 2, timeoutMs - 2 * CLOSE_WITHIN_MS - STOP_WITHIN_MS);
  await stepOrDie(slots, "turn_away", log);
  await inTime(cluster.handOver(), withinMs);
  return performance.now() - from;
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
