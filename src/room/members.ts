/** Who is in the room: seats, names, roles, and the way out [R2, R3, R9, R15]. */
import { type Command, done, refused, type StepResult } from "./events.ts";
import { NAME_LENGTH_MAX, PARTICIPANTS_MAX } from "./limits.ts";
import type { Member, MemberId, Participant, Presence, Role, Room } from "./state.ts";

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

/** The member behind `by`, if it has been announced; otherwise nothing it asks for can be done [R3]. */
export function announced(room: Room, by: MemberId): Member | null {
  const member = room.members.get(by);
  return member === undefined || member.announced_at === null ? null : member;
}

/** [R3] What a member that was never announced is told. */
export function notAnnounced(room: Room): StepResult {
  return refused("not_announced", `Join the room first: send JOIN_ROOM for ${room.room_id}.`);
}

/** [R2] Takes a seat, atomically: reserved seats count like taken ones. */
export function reserve(
  room: Room,
  command: Extract<Command, { type: "reserve" }>,
  now: number,
): StepResult {
  const { member_id, role, protocol } = command;
  if (!hasSeat(room, role)) return full(room, role);
  const name = freeName(room, command.name);
  const member: Member = {
    member_id,
    name,
    role,
    protocol,
    seated_at: now,
    announced_at: null,
    presence: ONLINE,
  };
  return done(withMember(room, member));
}

/** [R3] Tells the others; whoever was announced before changes nothing. */
export function announce(room: Room, by: MemberId, now: number): StepResult {
  const seated = room.members.get(by);
  if (seated === undefined) return notAnnounced(room);
  if (seated.announced_at !== null) return done(room);
  const member = { ...seated, announced_at: now };
  const participant = { member_id: by, name: member.name, joined_at: now, left_at: null };
  const participants = bounded([...room.participants, participant]);
  return done({ ...withMember(room, member), participants }, { type: "joined", member });
}

/** [R9] A vote already cast stays. */
export function leave(room: Room, by: MemberId, now: number): StepResult {
  const member = room.members.get(by);
  if (member === undefined) return done(room);
  const rest = withoutMember(room, by, now);
  // [R3] a seat nobody was told of is freed as quietly
  return member.announced_at === null ? done(rest) : done(rest, { type: "left", member });
}

/** [R9] The vote of a member who was removed goes with it. */
export function remove(
  room: Room,
  command: Extract<Command, { type: "remove" }>,
  now: number,
): StepResult {
  if (announced(room, command.by) === null) return notAnnounced(room);
  if (command.by !== room.admin_id) {
    return refused("not_admin", "Only the admin can remove a member.");
  }
  const member = announced(room, command.member_id);
  if (member === null || member.member_id === room.admin_id) {
    return refused("no_such_member", "There is no such member to remove.");
  }
  const rest = withoutVote(withoutMember(room, member.member_id, now), member.member_id);
  return done(rest, { type: "removed", member });
}

/** [R2, R9] An observer takes no voter's seat, is not waited for, and has no vote. */
export function setRole(room: Room, command: Extract<Command, { type: "set_role" }>): StepResult {
  const current = announced(room, command.by);
  if (current === null) return notAnnounced(room);
  if (current.role === command.role) return done(room);
  if (!hasSeat(room, command.role)) return full(room, command.role);
  const member = { ...current, role: command.role };
  const changed = withMember(room, member);
  return done(
    command.role === "observer" ? withoutVote(changed, member.member_id) : changed,
    { type: "role_changed", member },
  );
}

function hasSeat(room: Room, role: Role): boolean {
  const taken = [...room.members.values()].filter((member) => member.role === role).length;
  return taken < room.capacity;
}

function full(room: Room, role: Role): StepResult {
  const { room_id, capacity } = room;
  const whom = `${role === "voter" ? "member" : "observer"}${capacity === 1 ? "" : "s"}`;
  return refused(
    "room_full",
    `Room ${room_id} is full: it has room for ${capacity} ${whom}. Try again later.`,
  );
}

/** [W5] `ana`, or `ana (2)` where there is an ana already: as shown names differ, so do people. */
function freeName(room: Room, wanted: string): string {
  const taken = new Set([...room.members.values()].map((member) => sameName(member.name)));
  if (!taken.has(sameName(wanted))) return wanted;
  for (let number = 2;; number++) {
    const suffix = ` (${number})`;
    const cut = [...wanted].slice(0, NAME_LENGTH_MAX - suffix.length).join("");
    const name = cut.replace(/[\s\u200C\u200D\uFE0E\uFE0F]+$/, "") + suffix;
    if (!taken.has(sameName(name))) return name;
  }
}

/**
 * [W5] Two names are the same if a person may take them for the same: width, case and joiners aside. Case
 * goes both ways, because some letters fold only in one (ß and SS, ς and σ).
 */
export function sameName(name: string): string {
  const bare = name.replace(/[\u200C\u200D\uFE0E\uFE0F]/g, "");
  // composed once more, because changing case takes some letters apart (ΐ)
  return bare.normalize("NFKC").toLowerCase().toUpperCase().normalize("NFKC");
}

/** The room with this member as it is now. */
export function withMember(room: Room, member: Member): Room {
  return { ...room, members: new Map(room.members).set(member.member_id, member) };
}

function withoutMember(room: Room, member_id: MemberId, now: number): Room {
  const members = new Map(room.members);
  members.delete(member_id);
  const participants = room.participants.map((participant) =>
    participant.member_id === member_id ? { ...participant, left_at: now } : participant
  );
  return { ...room, members, participants };
}

function withoutVote(room: Room, member_id: MemberId): Room {
  const ballot = room.ballot;
  if (ballot === null || ballot.phase === "revealed" || !ballot.votes.has(member_id)) return room;
  const votes = new Map(ballot.votes);
  votes.delete(member_id);
  return { ...room, ballot: { ...ballot, votes } };
}

/** Keeps the list of who took part finite however often people come and go: the first to leave is dropped. */
function bounded(participants: readonly Participant[]): readonly Participant[] {
  if (participants.length <= PARTICIPANTS_MAX) return participants;
  let first = -1;
  let left = Infinity;
  for (const [at, { left_at }] of participants.entries()) {
    if (left_at !== null && left_at < left) [first, left] = [at, left_at];
  }
  return first < 0 ? participants : participants.toSpliced(first, 1);
}
