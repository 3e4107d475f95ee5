/** Members who are away: what is kept for them, and for how long [P2.7, R14]. */
import { type CommandOf, type Done, done, type RoomEvent } from "./events.ts";
import { awaitsAdmin } from "./admin.ts";
import { FIRST_PERSON_WITHIN_MS } from "./limits.ts";
import { leave, ONLINE, withMember } from "./members.ts";
import type { Moment } from "./moment.ts";
import type { Member, Room } from "./state.ts";

/** [P2.7] The member is away: its seat, name, role and vote are kept. */
export function disconnect(room: Room, command: CommandOf<"disconnect">): Done {
  const current = room.members.get(command.by);
  if (current === undefined || current.presence.state === "away") return done(room);
  const { wait_until, gone_at, admin_until } = command;
  const member: Member = {
    ...current,
    presence: { state: "away", waited_for: true, wait_until, gone_at },
  };
  const isAdmin = command.by === room.admin_id;
  const changed = withMember(room, member);
  return done(
    isAdmin ? { ...changed, admin_awaited_until: admin_until } : changed,
    { type: "away", member },
  );
}

/** [P2.7] The member is back. */
export function resume(room: Room, { by, unmissed = false }: CommandOf<"resume">): Done {
  const current = room.members.get(by);
  if (current === undefined || current.presence.state === "online") return done(room);
  const member: Member = { ...current, presence: ONLINE };
  const changed = withMember(room, member);
  return done(
    by === room.admin_id ? { ...changed, admin_awaited_until: null } : changed,
    unmissed ? { type: "changed" } : { type: "back", member },
  );
}

/**
 * [P2.7, S6] A restored room, which nobody is connected to. All v2 members are away. v1 members have left, or, if
 * their connections may still be open, are away for a moment [C19]. An open ballot waits again for the voters that it
 * waited for, and the room waits for its admin as long as for any member.
 */
export function recover(
  room: Room,
  { wait_until, gone_at, v1_gone_at }: CommandOf<"recover">,
  now: Moment,
): Done {
  let current = room;
  const events: RoomEvent[] = [];
  for (const member of room.members.values()) {
    const { member_id, protocol, presence, announced_at } = member;
    const isV1 = protocol === "v1";
    if (isV1 && (v1_gone_at === undefined || announced_at === null)) {
      const left = leave(current, member_id, now);
      current = left.room;
      events.push(...left.events);
      continue;
    }
    const waited_for = presence.state === "online" || presence.waited_for;
    const until = isV1 && v1_gone_at !== undefined
      ? { wait_until: v1_gone_at, gone_at: v1_gone_at }
      : { wait_until, gone_at };
    const away: Member = { ...member, presence: { state: "away", waited_for, ...until } };
    current = withMember(current, away);
    events.push({ type: "away", member: away });
  }
  // an admin who has never joined can't be away: such a room goes on waiting for it [A3]
  const admin = current.members.get(room.admin_id)?.presence;
  const admin_awaited_until = admin?.state === "away" ? admin.gone_at : null;
  return done({ ...current, admin_awaited_until }, ...events);
}

/** [C20] Whoever is away is waited for until these times, and the admin for as long as any member. */
export function extendGrace(room: Room, { wait_until, gone_at }: CommandOf<"extend_grace">): Done {
  let current = room;
  for (const member of room.members.values()) {
    const { presence, protocol } = member;
    // a v1 member who is away has a moment for its connection to be found again, and none to come back [C19]
    if (presence.state === "online" || protocol === "v1") continue;
    current = withMember(current, { ...member, presence: { ...presence, wait_until, gone_at } });
  }
  const isAwaited = current.members.get(room.admin_id) !== room.members.get(room.admin_id);
  return done(isAwaited ? { ...current, admin_awaited_until: gone_at } : current);
}

/** Applies the deadlines of away members: the ballot stops waiting for them, then they leave; but never the admin. */
export function expire(room: Room, now: Moment): Done {
  let current = room;
  const events: RoomEvent[] = [];
  for (const member of room.members.values()) {
    const { presence } = member;
    if (presence.state === "online") continue;
    if (presence.gone_at <= now.steady && member.member_id !== room.admin_id) {
      const left = leave(current, member.member_id, now);
      current = left.room;
      events.push(...left.events);
    } else if (presence.waited_for && presence.wait_until <= now.steady) {
      const unawaited = { ...member, presence: { ...presence, waited_for: false } };
      current = withMember(current, unawaited);
    }
  }
  return done(current, ...events);
}

/**
 * [R17, A3] After how long without a command this room closes, in milliseconds: `room_idle_ms`, or less if a program
 * opened it and nobody has joined yet.
 */
export function idleLimit({ participants, ...room }: Room, room_idle_ms: number): number {
  const isForNobody = awaitsAdmin(room) && participants.length === 0;
  return isForNobody ? Math.min(FIRST_PERSON_WITHIN_MS, room_idle_ms) : room_idle_ms;
}
