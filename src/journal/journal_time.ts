/**
 * Converts a room's deadlines between the steady clock and the wall clock [R17a]. The steady clock ends with the
 * process, so a journal keeps deadlines on the wall clock; the difference of the clocks at the time of saving or
 * loading is used. Times that people see are on the wall clock anyway.
 */
import type { Member, Presence, Room } from "../room/state.ts";
import type { Clock } from "../base/clock.ts";
import type { RoomWrite } from "./journal.ts";
import type { Head } from "./room_parts.ts";
import { mapChanges } from "./row_changes.ts";

type Clocks = Pick<Clock, "now" | "wall">;
/** Converts a time from one clock to the other. */
type Convert = (at: number) => number;

/** The changes with deadlines on the wall clock, for the journal. */
export function toJournal(write: RoomWrite, clock: Clocks): RoomWrite {
  const aheadMs = clock.wall() - clock.now();
  // the clock of a machine may never have been set and be near 1970; the journal's schema rejects negative times
  const toWall = (at: number) => Math.max(0, at + aheadMs);
  const { head, members } = write;
  return {
    ...write,
    head: { ...head, ...deadlinesOf(head, toWall) },
    members: mapChanges(members, (member) => memberBy(member, toWall)),
  };
}

/** A room from the journal, with deadlines on the steady clock of this process. */
export function fromJournal(room: Room, clock: Clocks): Room {
  const toSteady = steadyBy(clock);
  const now = clock.now();
  let latest = -Infinity;
  const members = [...room.members].map(([id, member]) => {
    const { announced_at, ...rest } = memberBy(member, toSteady);
    if (announced_at === null || member.protocol === "v1") {
      return [id, { ...rest, announced_at }] as const;
    }
    // [R14] the wall clock may have been set between two joins, so keep the order of members: nobody was announced
    // before the one who came earlier, or after now
    latest = Math.min(now, Math.max(latest, announced_at));
    return [id, { ...rest, announced_at: latest }] as const;
  });
  return { ...room, ...deadlinesOf(room, toSteady), members: new Map(members) };
}

/** Converts from the wall clock to the steady clock. */
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
