/**
 * Stops the process [S6], in steps that all workers take together, each with a time limit. It owns the order and the
 * times; drain_steps.ts says what a worker does in a step.
 */
import type { Log } from "../base/log.ts";
import type { DrainStep } from "./drain_steps.ts";
import { inTime, systemClock } from "../base/clock.ts";
import type { WorkerSlot } from "./worker_replacement.ts";
import type { WorkerSlots } from "./worker_slots.ts";

/**
 * How long a worker may take to freeze, whatever `--drain-timeout` is, in milliseconds: before that no socket may be
 * closed, because it would count as leaving. A worker that takes longer is dead or hangs.
 */
const FREEZE_WITHIN_MS = 2_000;

/** How long peers get to answer the close frame, in milliseconds: one that doesn't by then never will. */
const CLOSE_WITHIN_MS = 2_000;

/** How long listeners get to stop, in milliseconds: Deno 2.4 waits for unfinished handshakes for ever. */
const STOP_WITHIN_MS = 1_000;

interface DrainOptions {
  /** The time for all steps after the freeze, in milliseconds. */
  readonly timeoutMs: number;
  /** Whether rooms are kept, so that members can come back. */
  readonly keepsRooms: boolean;
  /** This process's membership in a cluster; null: no cluster. */
  readonly cluster: Membership | null;
  readonly log: Log;
}

/** How a node leaves a cluster [C21]. */
interface Membership {
  /** Hands its shards to other nodes. Clients that are connected here reach the rooms there. */
  handOver(): Promise<void>;
  /** Leaves the cluster. */
  leave(): Promise<void>;
}

/** How long a node without shards may take to end its session, in milliseconds. */
const LEAVE_WITHIN_MS = 1_000;

/**
 * Stops all workers, within the timeout after the freeze, and ends them. Idempotent. In a cluster a room stands still
 * only while its shard moves to another node.
 */
export async function drain(slots: WorkerSlots, options: DrainOptions): Promise<void> {
  const { timeoutMs, cluster, log } = options;
  slots.stopStarting();
  const handedOver = cluster === null ? 0 : await handOver(slots, cluster, options);
  await stepOrDie(slots, "freeze", log);
  const deadline = performance.now() + timeoutMs - handedOver;
  const left = () => Math.max(0, deadline - performance.now());
  const all = (step: DrainStep, withinMs: number) => stepAll(slots, step, { withinMs, ...options });
  // also closes connections that are in no room
  await all("end_rooms", Math.max(left() / 2, left() - CLOSE_WITHIN_MS));
  if (options.keepsRooms) {
    await all("staggered_close", Math.max(0, left() - CLOSE_WITHIN_MS - STOP_WITHIN_MS));
  }
  await all("close_connections", Math.min(left(), CLOSE_WITHIN_MS));
  const leaveWithinMs = Math.min(left() / 2, LEAVE_WITHIN_MS);
  if (cluster !== null && !await inTime(systemClock, cluster.leave(), leaveWithinMs)) {
    log.warn("cluster_not_left", { within_ms: Math.round(handedOver + leaveWithinMs) });
  }
  await all("stop", Math.min(left(), STOP_WITHIN_MS));
  for (const { worker } of slots.up) worker.terminate();
}

/** Has all workers take a step that takes no time, and gives up those that don't: they are dead or hang. */
async function stepOrDie(slots: WorkerSlots, step: DrainStep, log: Log): Promise<void> {
  for (const slot of await stepAll(slots, step, { withinMs: FREEZE_WITHIN_MS, log })) {
    slots.giveUp(slot, "worker_silent"); // so that no other worker waits for its acknowledgements
  }
}

/** Hands the node's shards over while its rooms go on [C21]. Returns how long that took, in milliseconds. */
async function handOver(
  slots: WorkerSlots,
  cluster: Membership,
  { timeoutMs, log }: Pick<DrainOptions, "timeoutMs" | "log">,
): Promise<number> {
  const from = performance.now();
  const withinMs = Math.max(timeoutMs / 2, timeoutMs - 2 * CLOSE_WITHIN_MS - STOP_WITHIN_MS);
  await stepOrDie(slots, "turn_away", log);
  await inTime(systemClock, cluster.handOver(), withinMs);
  return performance.now() - from;
}

/** Has all workers take a step; returns those that did not finish in time. */
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
