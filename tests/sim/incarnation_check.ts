/** Checks what must hold for an incarnation between any two steps. */
import type { Incarnation } from "./incarnation.ts";
import { stateWaitMs } from "./states.ts";
import { V2Line } from "./v2_line.ts";
import { insist } from "./violation.ts";

/** How late a home may notice that a time is over: a second for its sweep, and one after its loop has resumed. */
const LOOK_MS = 2_000;

export function checkIncarnation(incarnation: Incarnation, now: number): void {
  const { model } = incarnation.auditor;
  const { id } = incarnation;
  const rooms = incarnation.store.roomCount;
  insist(
    rooms === model.rooms.length,
    `[R14] ${id} has ${rooms} rooms, not ${model.rooms.length}`,
  );
  const here = incarnation.lines.filter((line) => !line.gone).length;
  insist(
    incarnation.registry.size === here,
    `[W10] ${id}: ${incarnation.registry.size} connections, not ${here}`,
  );
  if (incarnation.clock.blocked) return;
  for (const line of incarnation.lines) line.check(incarnation.clock.resumedAt);
  if (!model.frozen) checkTime(incarnation, now);
}

/** Checks that everything that is due has happened [R3, R14, P2.3, P2.7]. */
function checkTime(incarnation: Incarnation, now: number): void {
  const { auditor: { model }, clock } = incarnation;
  const isLate = (due: number, slackMs = LOOK_MS) => now - Math.max(due, clock.resumedAt) > slackMs;
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
  for (const { room, sentVersion, line } of model.seats) {
    const isDue = line instanceof V2Line && sentVersion < room.version;
    const waitMs = stateWaitMs(room, incarnation.clientsMax, incarnation.stateBudget);
    insist(!isDue || !isLate(room.changedAt, waitMs), `[P2.3] #${line.no} was not sent it`);
  }
}
