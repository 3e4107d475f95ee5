/** Who is in the room: seats, names, roles, and the way out [R2, R3, R9, R15]. */
import { awaitsAdmin } from "./admin.ts";
import { type Command, done, type Refused, refused, type StepResult } from "./events.ts";
import { BARS_MAX, PARTICIPANTS_MAX } from "./limits.ts";
import type { Moment } from "./moment.ts";
import { freeName, sameName } from "./names.ts";
import { announced, notAnnounced, requireAdmin } from "./permissions.ts";
import {
  type Bar,
  type Member,
  type MemberId,
  openBallot,
  type Presence,
  type Role,
  type Room,
} from "./state.ts";

export const ONLINE: Presence = { state: "online" };

/** Whether the room counts this member as a voter: a reserved seat is not one yet [R3]. */
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
 * [R2] Takes a seat, atomically: reserved seats count like taken ones. Where all are taken, a v1 seat that nobody
 * has claimed yet gives way: whoever connects and sends nothing keeps nobody out.
 */
export function reserve(
  room: Room,
  command: Extract<Command, { type: "reserve" }>,
  now: Moment,
): StepResult {
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

/** [R17b] Whom the admin lets in no more, whatever seats are free; null: it may have one. */
export function refuseNewcomer(
  room: Room,
  newcomer: Pick<Extract<Command, { type: "reserve" }>, "name" | "origin">,
): Refused | null {
  if (room.locked) {
    return refused("room_locked", `Room ${room.room_id} is locked: its admin lets nobody new in.`);
  }
  if (isBarred(room, newcomer)) {
    return refused("barred", `The admin removed you from ${room.room_id} for good.`);
  }
  return null;
}

/** The v1 member longest in its seat without having been announced; never the admin, whose room it is. */
function oldestUnclaimed(room: Room, role: Role): Member | null {
  for (const member of room.members.values()) {
    if (member.protocol !== "v1" || member.announced_at !== null || member.role !== role) continue;
    if (member.member_id !== room.admin_id) return member;
  }
  return null;
}

/** [R3] Announces a member to the others; whoever was announced before changes nothing. */
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

/** [R9] A vote already cast stays; that of an old client until it has come back and votes. */
export function leave(room: Room, by: MemberId, now: Moment): StepResult {
  const member = room.members.get(by);
  if (member === undefined) return done(room);
  const out = withoutMember(room, by, now);
  const rest = member.protocol === "v1" ? withV1Leaver(out, by) : out;
  // [R3] a seat that was never announced is freed as quietly
  return member.announced_at === null ? done(rest) : done(rest, { type: "left", member });
}

/** [R9] The vote of a member who was removed goes with it. */
export function remove(
  room: Room,
  command: Extract<Command, { type: "remove" }>,
  now: Moment,
): StepResult {
  const refusal = requireAdmin(room, command.by, "remove a member");
  if (refusal !== null) return refusal;
  const member = announced(room, command.member_id);
  if (member === null || member.member_id === room.admin_id) {
    return refused("no_such_member", "There is no such member to remove.");
  }
  const rest = withoutVote(withoutMember(room, member.member_id, now), member.member_id);
  return done(command.bar === true ? withBar(rest, member) : rest, { type: "removed", member });
}

/** [R2, R9] An observer takes no voter's seat, is not waited for, and has no vote. */
export function setRole(room: Room, command: Extract<Command, { type: "set_role" }>): StepResult {
  const member = announced(room, command.by);
  return member === null ? notAnnounced(room) : withRole(room, member, command.role);
}

/** [R17b] The admin makes a voter an observer, or lets one back. */
export function setMemberRole(
  room: Room,
  { by, member_id, role }: Extract<Command, { type: "set_member_role" }>,
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

/** [R17b] Another name for oneself, on the open ballot and in the list of who took part, too. */
export function rename(room: Room, { by, name }: Extract<Command, { type: "rename" }>): StepResult {
  const current = announced(room, by);
  if (current === null) return notAnnounced(room);
  if (isBarredName(room, name)) {
    return refused("barred", `The admin removed ${name} from ${room.room_id} for good.`);
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

/** A ballot that was revealed keeps the name that it was cast under. */
function withVoterName(room: Room, { member_id, name }: Member): Room {
  const ballot = openBallot(room);
  const vote = ballot?.votes.get(member_id);
  if (ballot === null || vote === undefined) return room;
  const votes = new Map(ballot.votes).set(member_id, { ...vote, name });
  return { ...room, ballot: { ...ballot, votes } };
}

/** [R17b] Whether it has the name of one who was barred, or comes from there. */
function isBarred(
  room: Room,
  { name, origin }: Pick<Extract<Command, { type: "reserve" }>, "name" | "origin">,
): boolean {
  return isBarredName(room, name) ||
    room.bars.some((bar) => bar.origin !== null && bar.origin === origin);
}

/** Nobody takes that name any more, on coming in or later. */
function isBarredName({ bars }: Room, name: string): boolean {
  return bars.some((bar) => sameName(bar.name) === sameName(name));
}

function withBar(room: Room, { name, origin }: Member): Room {
  const bar: Bar = { name, origin: origin ?? null };
  return { ...room, bars: [...room.bars, bar].slice(-BARS_MAX) };
}

function hasSeat(room: Room, role: Role, member_id: MemberId): boolean {
  // [A3] one voter's seat is kept for an admin who is yet to come
  const kept = role === "voter" && awaitsAdmin(room) && member_id !== room.admin_id ? 1 : 0;
  return seatsTaken(room, role) + kept < room.capacity;
}

/** Seats of a role that are taken, reserved ones included [R2]. */
export function seatsTaken(room: Room, role: Role): number {
  let count = 0;
  for (const member of room.members.values()) if (member.role === role) count++;
  return count;
}

function full(room: Room, role: Role): StepResult {
  const { room_id, capacity } = room;
  const whom = `${role}${capacity === 1 ? "" : "s"}`;
  return refused(
    "room_full",
    `Room ${room_id} is full: it has room for ${capacity} ${whom}. Try again later.`,
  );
}

/** The room with this member as it is now. */
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

/** [R9] Notes whose vote it is that may give way; without a vote in the open ballot there is nothing to note. */
function withV1Leaver(room: Room, member_id: MemberId): Room {
  const ballot = openBallot(room);
  if (ballot === null || !ballot.votes.has(member_id)) return room;
  return { ...room, ballot: { ...ballot, v1_leavers: [...ballot.v1_leavers, member_id] } };
}

function withoutVote(room: Room, member_id: MemberId): Room {
  const ballot = openBallot(room);
  if (ballot === null || !ballot.votes.has(member_id)) return room;
  const votes = new Map(ballot.votes);
  votes.delete(member_id);
  return { ...room, ballot: { ...ballot, votes } };
}

/** Keeps the list of who took part finite however often people come and go: the first to leave is dropped. */
function bounded(room: Room): Room {
  const { participants, departed: [first, ...departed] } = room;
  if (participants.length <= PARTICIPANTS_MAX || first === undefined) return room;
  return {
    ...room,
    participants: participants.filter(({ member_id }) => member_id !== first),
    departed,
  };
}
