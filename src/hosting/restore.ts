/** Rooms that come back out of the journal. */
import { momentOf } from "../base/clock.ts";
import type { Journal } from "../journal/journal.ts";
import { step } from "../room/room.ts";
import type { Pipeline } from "./pipeline.ts";
import { type LiveRoom, openSession } from "./sessions.ts";

/** How long an open ballot waits after a start of the server, when every v2 voter has to resume [P2.7]. */
const BALLOT_WAIT_AFTER_START_MS = 60_000;

/**
 * Rooms as they were when the process ended, with nobody connected: v2 members may come back within the
 * resume grace from now [P2.7, S5, S6].
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
 * A room that is here again, with nobody connected. `v1WithinMs`: how long its v1 members are awaited, whose connections
 * may be open still [C19]; none: they have left.
 */
export function recoverRoom(
  pipeline: Pipeline,
  live: LiveRoom,
  { v1WithinMs }: { readonly v1WithinMs?: number } = {},
): void {
  const { clock, resume_grace_ms } = pipeline.options;
  const now = momentOf(clock);
  const waitUntil = now.steady + BALLOT_WAIT_AFTER_START_MS;
  const goneAt = now.steady + resume_grace_ms;
  const result = step(live.room, {
    type: "recover",
    wait_until: waitUntil,
    gone_at: goneAt,
    ...v1WithinMs !== undefined && { v1_gone_at: now.steady + v1WithinMs },
  }, now);
  if (result.kind === "refused") return;
  pipeline.commit(live, result.room);
  for (const { protocol, member_id } of result.room.members.values()) {
    if (protocol === "v1") openSession(live, member_id, null);
  }
  // nobody is there to be sent it, and that everybody is gone is no news of each of them
  for (const event of result.events) if (event.type === "ended") pipeline.follow(live, event);
}
