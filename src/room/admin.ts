/** Settings and the timer, which only the admin changes, and who becomes admin next [R1, R5, R14, P2.5]. */
import { type CommandOf, type Done, done, refused, type StepResult } from "./events.ts";
import { announced, requireAdmin } from "./permissions.ts";
import type { Member, Room } from "./state.ts";

/** [A3] Whether a program opened the room, and nobody has joined with its admin link yet. */
export function awaitsAdmin({ admin_link_hash }: Pick<Room, "admin_link_hash">): boolean {
  return admin_link_hash !== null;
}

/** [R14] Hands the room to a v2 member who is online, voter or observer. */
export function handOver(room: Room, command: CommandOf<"hand_over">): StepResult {
  const refusal = requireAdmin(room, command.by, "hand the room over");
  if (refusal !== null) return refusal;
  const member = announced(room, command.member_id);
  if (member === null) {
    return refused("no_such_member", "There is no such member to hand the room to.");
  }
  if (command.member_id === room.admin_id) return done(room);
  if (!canBeAdmin(member)) {
    return refused(
      "not_eligible",
      `${member.name} can't be admin: only somebody who is online, with a v2 client, can.`,
    );
  }
  return makeAdmin(room, member);
}

/**
 * [R14] Who becomes admin when the admin is gone: the v2 voter who is online and has been here longest, else such an
 * observer; null: nobody, so the room ends.
 */
export function successor(room: Room): Member | null {
  if (room.settings.on_admin_leave === "close") return null;
  const others = [...room.members.values()].filter((member) =>
    member.member_id !== room.admin_id && canBeAdmin(member)
  );
  const voters = others.filter(({ role }) => role === "voter");
  const [first = null] = (voters.length > 0 ? voters : others).toSorted((a, b) =>
    (a.announced_at ?? 0) - (b.announced_at ?? 0)
  );
  return first;
}

/** The room with another admin. */
export function makeAdmin(room: Room, member: Member): Done {
  return done({ ...room, admin_id: member.member_id, admin_awaited_until: null }, {
    type: "admin_changed",
    member,
  });
}

/** [P2.5] Changes the settings that are given. */
export function changeSettings(room: Room, command: CommandOf<"settings">): StepResult {
  const refusal = requireAdmin(room, command.by, "change the settings");
  if (refusal !== null) return refusal;
  const { settings: before } = room;
  const settings = { ...before, ...command.settings };
  const isSame = settings.auto_reveal === before.auto_reveal &&
    settings.on_admin_leave === before.on_admin_leave && settings.who_runs === before.who_runs;
  return isSame ? done(room) : done({ ...room, settings }, { type: "changed" });
}

/** [P2.5, R11a] Starts a timer, or removes it. */
export function setTimer(room: Room, command: CommandOf<"timer">): StepResult {
  const refusal = requireAdmin(room, command.by, "set the timer");
  if (refusal !== null) return refusal;
  const { ends_at: timer_ends_at } = command;
  const timer_reveals = command.reveals === true && timer_ends_at !== null;
  if (timer_ends_at === room.timer_ends_at && timer_reveals === room.timer_reveals) {
    return done(room);
  }
  return done({ ...room, timer_ends_at, timer_reveals }, { type: "changed" });
}

/** [P1.4, R14] */
function canBeAdmin({ protocol, announced_at, presence }: Member): boolean {
  return protocol === "v2" && announced_at !== null && presence.state === "online";
}
