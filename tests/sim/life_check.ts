/** What has to hold of a life of a worker between two steps, whatever has happened so far. */
import type { Life } from "./life.ts";
import { STATE_TICK_MS } from "./states.ts";
import { V2Line } from "./v2_line.ts";
import { insist } from "./violation.ts";

/** A second for the look at what time has brought, and one for a loop that has only just gone on. */
const LOOK_MS = 2_000;

export function checkLife(life: Life, now: number): void {
  const { model } = life.auditor;
  const { id } = life;
  const rooms = life.store.roomCount;
  insist(
    rooms === model.rooms.length,
    `[R14] ${id} has ${rooms} rooms, not ${model.rooms.length}`,
  );
  const here = life.lines.filter((line) => !line.gone).length;
  insist(
    life.registry.size === here,
    `[W10] ${id}: ${life.registry.size} connections, not ${here}`,
  );
  if (life.clock.blocked) return;
  for (const line of life.lines) line.check(life.clock.went_on_at);
  if (!model.frozen) checkTime(life, now);
}

/** What time alone brings has come [R3, R14, P2.3, P2.7]. */
function checkTime({ auditor: { model }, clock }: Life, now: number): void {
  const isLate = (due: number, slack_ms = LOOK_MS) =>
    now - Math.max(due, clock.went_on_at) > slack_ms;
  for (const room of model.rooms) {
    for (const { shown, announced, since, away } of room.people) {
      insist(announced || !isLate(since + 10_000), `[R3] ${shown} is still not announced`);
      if (away === null) continue;
      const { waited_for, wait_until, gone_at } = away;
      insist(!waited_for || !isLate(wait_until), `[P2.7] ${shown} is still waited for`);
      insist(!isLate(gone_at) || room.admin_until !== null, `[P2.7] ${shown} is still away`);
    }
    const { admin_until } = room;
    insist(admin_until === null || !isLate(admin_until), `[R14] ${room.id} still waits`);
  }
  for (const { room, told, line } of model.seats) {
    const isDue = line instanceof V2Line && told < room.version;
    insist(!isDue || !isLate(room.changed_at, STATE_TICK_MS), `[P2.3] #${line.no} is not told`);
  }
}
