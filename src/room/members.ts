/** Members: taking seats, names, roles, leaving and being removed [R2, R3, R9, R15]. */
import { awaitsAdmin } from "./admin.ts";
import {
  type CommandOf,
  type Done,
  done,
  type Refused,
  refused,
  type StepResult,
} from "./events.ts";
import { BARS_MAX, PARTICIPANTS_MAX } from "./limits.ts";
import type { Moment } from "./moment.ts";
import { freeName, sameName, sameNameOf } from "./names.ts";
import { announced, notAnnounced, requireAdmin } from "./permissions.ts";
import type { Bar, Member, MemberId, Presence, Role, Room } from "./state.ts";
import { withinLeftVotes, withoutVote, withV1Leaver, withVoterName } from "./votes.ts";

/** The presence of a member who is connected. */
export const ONLINE: Presence = { state: "online" };

/** Whether the room counts this member as a voter: one that has not been announced doesn't count yet [R3]. */
export function isVoter({ role, announced_at }: Member): boolean {
  return role === "voter" && announced_at !== null;
}

/** How many voters there are. */
export function voterCount(room: Room): number {
  let count = 0;
  for (const member of room.members.values()) if (isVoter(member)) count++;
  return count;
}

/**
 * [R2] Reserves a seat. If all are taken, the newcomer gets the v1 seat that has been unclaimed longest, so that
 * clients that connect and send nothing keep nobody out.
 */
export function reserve(room: Room, command: CommandOf<"reserve">, now: Moment): StepResult {
  const { member_id, role, protocol, origin } = command;
  const closed = refuseNewcomer(room, command);
  if (closed !== null) return closed;
  const isFree = hasSeat(room, role, member_id);
  const unclaimed = isFree ? null : oldestUnclaimed(room, role);
  if (!isFree && unclaimed === null) return full(room, role);
  const rest = unclaimed === null ? room : withoutMember(room, unclaimed.member_id, now);
  const name = freeName(command.name, [...rest.members.values(), ...room.bars]);
  const member: Member = {
    member_id,
    name,
    role,
    protocol,
    seated_at: now.steady,
    announced_at: null,
    presence: ONLINE,
    ...origin !== undefined && { origin },
  };
  const isAdmin = member_id === room.admin_id;
  const seated = withMember(isAdmin ? { ...rest, admin_link_hash: null } : rest, member);
  return unclaimed === null ? done(seated) : done(seated, { type: "gave_way", member: unclaimed });
}

/** [R17b] The refusal of a newcomer whom the lock or a bar keeps out; null: it may take a free seat. */
export function refuseNewcomer(
  room: Room,
  newcomer: Pick<CommandOf<"reserve">, "name" | "origin">,
): Refused | null {
  if (room.locked) {
    return refused("room_locked", `Room ${room.room_id} is locked: its admin lets nobody new in.`);
  }
  if (isBarred(room, newcomer)) {
    return refused("barred", `The admin of ${room.room_id} has barred your name or your address.`);
  }
  return null;
}

/** The v1 member that has been unannounced longest; never the admin. */
function oldestUnclaimed(room: Room, role: Role): Member | null {
  for (const member of room.members.values()) {
    if (member.protocol !== "v1" || member.announced_at !== null || member.role !== role) continue;
    if (member.member_id !== room.admin_id) return member;
  }
  return null;
}

/** [R3] Announces a member to the others. Announcing it again changes nothing. */
export function announce(room: Room, by: MemberId, now: Moment): StepResult {
  const seated = room.members.get(by);
  if (seated === undefined) return notAnnounced(room);
  if (seated.announced_at !== null) return done(room);
  const member = { ...seated, announced_at: now.steady };
  const participant = { member_id: by, name: member.name, joined_at: now.wall, left_at: null };
  const changed = withMember(room, member);
  const participants = [...room.participants, participant];
  return done(bounded({ ...changed, participants }), { type: "joined", member });
}

/** [R9] The member leaves, but its vote stays: that of a v1 member until one of the same name votes. */
export function leave(room: Room, by: MemberId, now: Moment): Done {
  const member = room.members.get(by);
  if (member === undefined) return done(room);
  const out = withoutMember(room, by, now);
  const rest = withinLeftVotes(member.protocol === "v1" ? withV1Leaver(out, by) : out);
  // [R3] nobody was sent that an unannounced member came
  return member.announced_at === null ? done(rest) : done(rest, { type: "left", member });
}

/** [R9] The admin removes a member, and its vote with it. */
export function remove(room: Room, command: CommandOf<"remove">, now: Moment): StepResult {
  const refusal = requireAdmin(room, command.by, "remove a member");
  if (refusal !== null) return refusal;
  const member = announced(room, command.member_id);
  if (member === null || member.member_id === room.admin_id) {
    return refused("no_such_member", "There is no such member to remove.");
  }
  const rest = withoutVote(withoutMember(room, member.member_id, now), member.member_id);
  const barred = command.bar === true;
  return done(barred ? withBar(rest, member) : rest, { type: "removed", member, barred });
}

/** [R2, R9] Changes a member's own role. An observer needs no voter's seat, and loses its vote. */
export function setRole(room: Room, command: CommandOf<"set_role">): StepResult {
  const member = announced(room, command.by);
  return member === null ? notAnnounced(room) : withRole(room, member, command.role);
}

/** [R17b] The admin makes a voter an observer, or lets one back. */
export function setMemberRole(
  room: Room,
  { by, member_id, role }: CommandOf<"set_member_role">,
): StepResult {
  const refusal = requireAdmin(room, by, "change another member's role");
  if (refusal !== null) return refusal;
  const member = announced(room, member_id);
  if (member === null) return refused("no_such_member", "There is no such member.");
  if (member.protocol === "v1" && role === "observer") {
    return refused("not_eligible", `${member.name} can't observe: its client is too old for it.`); // [P1.4]
  }
  return withRole(room, member, role);
}

function withRole(room: Room, current: Member, role: Role): StepResult {
  if (current.role === role) return done(room);
  if (!hasSeat(room, role, current.member_id)) return full(room, role);
  const member = { ...current, role };
  const changed = withMember(room, member);
  return done(
    role === "observer" ? withoutVote(changed, member.member_id) : changed,
    { type: "role_changed", member },
  );
}

/** [R17b] Changes a member's own name, on the open ballot and among the participants too. */
export function rename(room: Room, { by, name }: CommandOf<"rename">): StepResult {
  const current = announced(room, by);
  if (current === null) return notAnnounced(room);
  if (isBarredName(room, name)) {
    return refused("barred", `The admin of ${room.room_id} has barred the name ${name}.`);
  }
  const others = [...room.members.values()].filter(({ member_id }) => member_id !== by);
  const member = { ...current, name: freeName(name, [...others, ...room.bars]) };
  if (member.name === current.name) return done(room);
  const participants = room.participants.map((one) =>
    one.member_id === by ? { ...one, name: member.name } : one
  );
  const renamed = withVoterName({ ...withMember(room, member), participants }, member);
  return done(renamed, { type: "renamed", member, before: current.name });
}

/** [R17b] Whether a newcomer has the name or the address of a barred member. */
function isBarred(
  room: Room,
  { name, origin }: Pick<CommandOf<"reserve">, "name" | "origin">,
): boolean {
  return isBarredName(room, name) ||
    room.bars.some((bar) => bar.origin !== null && bar.origin === origin);
}

/** Whether a barred member had this name: nobody may join under it or change to it. */
function isBarredName({ bars }: Room, name: string): boolean {
  if (bars.length === 0) return false;
  const same = sameName(name);
  return bars.some((bar) => sameNameOf(bar) === same);
}

function withBar(room: Room, { name, origin }: Member): Room {
  const bar: Bar = { name, origin: origin ?? null };
  return { ...room, bars: [...room.bars, bar].slice(-BARS_MAX) };
}

function hasSeat(room: Room, role: Role, member_id: MemberId): boolean {
  // [A3] one voter's seat is reserved for an admin who has not joined yet
  const kept = role === "voter" && awaitsAdmin(room) && member_id !== room.admin_id ? 1 : 0;
  return seatsTaken(room, role) + kept < room.capacity;
}

/** How many seats of a role are taken, reserved ones included [R2]. */
export function seatsTaken(room: Room, role: Role): number {
  let count = 0;
  for (const member of room.members.values()) if (member.role === role) count++;
  return count;
}

function full(room: Room, role: Role): Refused {
  const { room_id, capacity } = room;
  const whom = `${role}${capacity === 1 ? "" : "s"}`;
  return refused(
    "room_full",
    `Room ${room_id} is full: it has room for ${capacity} ${whom}. Try again later.`,
  );
}

/** The room with this member added or replaced. */
export function withMember(room: Room, member: Member): Room {
  return { ...room, members: new Map(room.members).set(member.member_id, member) };
}

function withoutMember(room: Room, member_id: MemberId, now: Moment): Room {
  const members = new Map(room.members);
  members.delete(member_id);
  const participants = room.participants.map((participant) =>
    participant.member_id === member_id ? { ...participant, left_at: now.wall } : participant
  );
  const tookPart = participants.some((one) => one.member_id === member_id);
  const departed = tookPart ? [...room.departed, member_id] : room.departed;
  return { ...room, members, participants, departed };
}

/** Bounds the list of participants, however often people come and go: drops whoever left first. */
function bounded(room: Room): Room {
  const { participants, departed: [first, ...departed] } = room;
  if (participants.length <= PARTICIPANTS_MAX || first === undefined) return room;
  return {
    ...room,
    participants: participants.filter(({ member_id }) => member_id !== first),
    departed,
  };
}
