/** Restores rooms from the journal, or from the cluster's store. */
import { momentOf } from "../base/clock.ts";
import type { Journal } from "../journal/journal.ts";
import { step } from "../room/room.ts";
import type { Pipeline } from "./pipeline.ts";
import { type LiveRoom, openSession } from "./sessions.ts";

/** How long an open ballot waits for its voters after a restart, when all have to resume, in milliseconds [P2.7]. */
const BALLOT_WAIT_AFTER_START_MS = 60_000;

/**
 * Restores the rooms of the last process, with nobody connected. v2 members may come back within the resume grace,
 * which starts now [P2.7, S5, S6].
 */
export function restoreRooms(pipeline: Pipeline, journal: Journal): void {
  const { log } = pipeline.options;
  const restored = pipeline.rooms.restore(journal);
  for (const live of restored) recoverRoom(pipeline, live);
  const kept = pipeline.rooms.size;
  const ended = restored.length - kept;
  if (restored.length > 0) log.info("rooms_restored", { rooms: kept, ended });
  pipeline.outbox?.flush();
}

/**
 * Restores one room, with nobody connected. `v1WithinMs`: how long it waits for v1 members, whose connections may still
 * be open [C19]; without it they have left.
 */
export function recoverRoom(
  pipeline: Pipeline,
  live: LiveRoom,
  { v1WithinMs }: { readonly v1WithinMs?: number } = {},
): void {
  const now = momentOf(pipeline.options.clock);
  const result = step(live.room, {
    type: "recover",
    ...graceForAll(pipeline, now.steady),
    ...v1WithinMs !== undefined && { v1_gone_at: now.steady + v1WithinMs },
  }, now);
  if (result.kind === "refused") return;
  pipeline.commit(live, result.room);
  for (const { protocol, member_id } of result.room.members.values()) {
    if (protocol === "v1") openSession(live, member_id, null);
  }
  // nobody is connected who could be sent the other events, and they are not logged for each member
  for (const event of result.events) if (event.type === "ended") pipeline.follow(live, event);
}

/** Until when a room waits for its members, from `now` on, if all of them have to resume [P2.7, C20]. */
export function graceForAll(
  { options }: Pipeline,
  now: number,
): { readonly wait_until: number; readonly gone_at: number } {
  return { wait_until: now + BALLOT_WAIT_AFTER_START_MS, gone_at: now + options.resume_grace_ms };
}
