/**
 * Deadlines across a restart. A room's are by the steady clock of its thread, which means nothing to the next
 * process, so a journal has them by the wall clock [R17a]: they are converted on the way in and on the way out,
 * by how far the one clock is from the other at that moment. Stamps are what they are.
 */
import type { Member, Presence, Room } from "../room/state.ts";
import type { Clock } from "../base/clock.ts";
import type { RoomWrite } from "./journal.ts";
import type { Head } from "./room_parts.ts";
import { mapChanges } from "./row_changes.ts";

type Clocks = Pick<Clock, "now" | "wall">;
/** A time by the one clock to the same by the other. */
type Convert = (at: number) => number;

/** What a journal is given: deadlines by the wall clock. */
export function toJournal(write: RoomWrite, clock: Clocks): RoomWrite {
  const aheadMs = clock.wall() - clock.now();
  // a machine whose clock was never set may be near 1970; a journal believes no time before it
  const toWall = (at: number) => Math.max(0, at + aheadMs);
  const { head, members } = write;
  return {
    ...write,
    head: { ...head, ...deadlinesOf(head, toWall) },
    members: mapChanges(members, (member) => memberBy(member, toWall)),
  };
}

/** A room as a journal had it: deadlines by the steady clock of this process. */
export function fromJournal(room: Room, clock: Clocks): Room {
  const toSteady = steadyBy(clock);
  const now = clock.now();
  let latest = -Infinity;
  const members = [...room.members].map(([id, member]) => {
    const { announced_at, ...rest } = memberBy(member, toSteady);
    if (announced_at === null || member.protocol === "v1") {
      return [id, { ...rest, announced_at }] as const;
    }
    // [R14] each was written by the clock of its time: whoever came later did, wherever that was set since,
    // and all of them came before whoever is yet to come
    latest = Math.min(now, Math.max(latest, announced_at));
    return [id, { ...rest, announced_at: latest }] as const;
  });
  return { ...room, ...deadlinesOf(room, toSteady), members: new Map(members) };
}

/** From the wall clock to the steady one. */
export function steadyBy(clock: Clocks): Convert {
  const aheadMs = clock.wall() - clock.now();
  return (at) => at - aheadMs;
}

type Deadlines = Pick<Head, "active_at" | "timer_ends_at" | "admin_awaited_until">;

function deadlinesOf(
  { active_at: activeAt, timer_ends_at: timerEndsAt, admin_awaited_until: adminAwaitedUntil }:
    Deadlines,
  convert: Convert,
): Deadlines {
  return {
    active_at: convert(activeAt),
    timer_ends_at: timerEndsAt === null ? null : convert(timerEndsAt),
    admin_awaited_until: adminAwaitedUntil === null ? null : convert(adminAwaitedUntil),
  };
}

function memberBy(member: Member, convert: Convert): Member {
  const { seated_at, announced_at, presence } = member;
  return {
    ...member,
    seated_at: convert(seated_at),
    announced_at: announced_at === null ? null : convert(announced_at),
    presence: presenceBy(presence, convert),
  };
}

function presenceBy(presence: Presence, convert: Convert): Presence {
  if (presence.state === "online") return presence;
  const { wait_until, gone_at } = presence;
  return { ...presence, wait_until: convert(wait_until), gone_at: convert(gone_at) };
}
