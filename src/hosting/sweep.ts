/**
 * Applies what is due in all rooms: unclaimed seats, members who are away, timers, idle rooms. In a room that stands
 * still nothing is: nobody can come back to it [C20].
 */
import { ANNOUNCE_WITHIN_MS } from "../room/limits.ts";
import { idleLimit } from "../room/presence.ts";
import type { Pipeline } from "./pipeline.ts";
import { graceForAll } from "./restore.ts";
import type { LiveRoom, Session } from "./sessions.ts";

/** How often rooms are checked, in milliseconds. */
export const SWEEP_MS = 1_000;

/** Checks all rooms every SWEEP_MS, until the returned function is called. */
export function startSweep(pipeline: Pipeline): () => void {
  let cancel = () => {};
  let stopped = false;
  const stoodStill = new WeakSet<LiveRoom>();
  const next = () => {
    cancel = pipeline.options.clock.after(SWEEP_MS, () => {
      const now = pipeline.options.clock.now();
      for (const live of pipeline.rooms.all()) {
        if (pipeline.outbox?.standsStill?.(live.room.room_id) === true) {
          stoodStill.add(live);
          continue;
        }
        if (stoodStill.delete(live)) {
          // members may come back for as long as after a restart
          pipeline.run(live, { type: "extend_grace", ...graceForAll(pipeline, now) });
        }
        sweep(pipeline, live, now);
      }
      pipeline.rooms.prune();
      if (!stopped) next();
    });
  };
  next();
  return () => {
    stopped = true;
    cancel();
  };
}

function sweep(pipeline: Pipeline, live: LiveRoom, now: number): void {
  const { room_idle_ms } = pipeline.options;
  if (now - live.room.active_at >= idleLimit(live.room, room_idle_ms)) {
    pipeline.run(live, { type: "end", reason: "idle" }); // [R17]
    return;
  }
  let away = false;
  for (const member of live.room.members.values()) {
    if (member.presence.state === "away") away = true;
    if (member.announced_at !== null || now - member.seated_at < ANNOUNCE_WITHIN_MS) continue;
    const session = live.sessions.get(member.member_id);
    if (session !== undefined) freeUnclaimed(pipeline, session);
  }
  const { timer_reveals, timer_ends_at } = live.room;
  const isTimeUp = timer_reveals && timer_ends_at !== null && timer_ends_at <= now; // [R11a]
  if ((away || isTimeUp) && pipeline.rooms.isHere(live)) {
    pipeline.run(live, { type: "tick" }); // [P2.7, R14]
  }
}

/** [R3] Frees a reserved seat that nobody has claimed. */
function freeUnclaimed(pipeline: Pipeline, session: Session): void {
  const { live, member_id: by } = session;
  const seconds = ANNOUNCE_WITHIN_MS / 1_000;
  const message = `JOIN_ROOM for ${live.room.room_id} did not come within ${seconds} s.`;
  pipeline.endSession(session, { close: "bad_request", message });
  pipeline.run(live, { type: "leave", by });
}
