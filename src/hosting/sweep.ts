/** Applies what is due in all rooms: unclaimed seats, members who are away, timers, idle rooms. */
import { ANNOUNCE_WITHIN_MS } from "../room/limits.ts";
import { idleLimit } from "../room/presence.ts";
import type { Pipeline } from "./pipeline.ts";
import type { Session } from "./sessions.ts";

/** How often rooms are checked, in milliseconds. */
export const SWEEP_MS = 1_000;

export class Sweep {
  readonly #pipeline: Pipeline;
  #cancel: () => void = () => {};
  #stopped = false;

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
    this.#schedule();
  }

  /** Idempotent. */
  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  #schedule(): void {
    this.#cancel = this.#pipeline.options.clock.after(SWEEP_MS, () => {
      this.#sweep();
      if (!this.#stopped) this.#schedule();
    });
  }

  #sweep(): void {
    const { clock, room_idle_ms } = this.#pipeline.options;
    const now = clock.now();
    for (const live of this.#pipeline.rooms.all()) {
      if (now - live.room.active_at >= idleLimit(live.room, room_idle_ms)) {
        this.#pipeline.run(live, { type: "end", reason: "idle" }); // [R17]
        continue;
      }
      let away = false;
      for (const member of live.room.members.values()) {
        if (member.presence.state === "away") away = true;
        if (member.announced_at !== null || now - member.seated_at < ANNOUNCE_WITHIN_MS) continue;
        const session = live.sessions.get(member.member_id);
        if (session !== undefined) this.#free(session);
      }
      const { timer_reveals, timer_ends_at } = live.room;
      const isTimeUp = timer_reveals && timer_ends_at !== null && timer_ends_at <= now; // [R11a]
      if (!(away || isTimeUp) || !this.#pipeline.rooms.isHere(live)) continue;
      this.#pipeline.run(live, { type: "tick" }); // [P2.7, R14]
    }
    this.#pipeline.rooms.prune();
  }

  /** [R3] Frees a reserved seat that nobody has claimed. */
  #free(session: Session): void {
    const { live, member_id: by } = session;
    const seconds = ANNOUNCE_WITHIN_MS / 1_000;
    const message = `JOIN_ROOM for ${live.room.room_id} did not come within ${seconds} s.`;
    this.#pipeline.endSession(session, { close: "bad_request", message });
    this.#pipeline.run(live, { type: "leave", by });
  }
}
