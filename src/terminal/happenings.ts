/**
 * What happened between two states of a room, in sentences. The wire tells states only [P2.3], so this is
 * where "Bob joined" comes from, for the notice of the live view and for the lines of line mode. Pure.
 */
import type { Member, MemberId, RoomState } from "../client/mod.ts";

/** Sentences in the order people would tell them; none where nothing is worth one. */
export function happenings(before: RoomState, after: RoomState, me: MemberId): string[] {
  return [...people(before, after, me), ...ofBallot(before, after), ...ofSettings(before, after)];
}

function people(before: RoomState, after: RoomState, me: MemberId): string[] {
  const told: string[] = [];
  const were = byId(before.members);
  const are = byId(after.members);
  for (const { member_id, name } of before.members) {
    if (!are.has(member_id) && member_id !== me) told.push(`${name} left.`);
  }
  for (const member of after.members) {
    const { member_id, name, role, presence } = member;
    const was = were.get(member_id);
    if (member_id === me) continue;
    if (was === undefined) told.push(`${name} ${role === "voter" ? "joined" : "came to watch"}.`);
    else if (was.presence !== presence) {
      told.push(presence === "away" ? `${name} lost the connection.` : `${name} is back.`);
    } else if (was.role !== role) {
      told.push(role === "voter" ? `${name} takes part now.` : `${name} only watches now.`);
    }
  }
  if (before.admin_id !== after.admin_id) {
    const admin = are.get(after.admin_id);
    if (after.admin_id === me) told.push("You are the admin now.");
    else if (admin !== undefined) told.push(`${admin.name} is the admin now.`);
  }
  return told;
}

function ofBallot(before: RoomState, after: RoomState): string[] {
  const [was, is] = [before.ballot, after.ballot];
  if (is === null) return [];
  const same = was !== null && was.ticket_id === is.ticket_id && was.attempt === is.attempt;
  if (!same && is.phase !== "revealed") {
    const again = is.attempt > 1 ? ` again, attempt ${is.attempt}` : "";
    return [`Voting on ${is.ticket_id}${again}.`];
  }
  if (is.phase === "complete" && was?.phase === "voting") return ["Everybody has voted."];
  if (is.phase === "revealed") {
    if (!same || was.phase !== "revealed") return [`${is.ticket_id} is revealed.`];
    if (is.estimate !== was.estimate && is.estimate !== undefined) {
      return [`${is.ticket_id} is estimated at ${is.estimate}.`];
    }
  }
  return [];
}

function ofSettings(before: RoomState, after: RoomState): string[] {
  const told: string[] = [];
  const [was, is] = [before.settings, after.settings];
  if (was.auto_reveal !== is.auto_reveal) {
    told.push(
      is.auto_reveal
        ? "Cards are turned over as soon as everybody has voted."
        : "The admin turns the cards over.",
    );
  }
  if (was.on_admin_leave !== is.on_admin_leave) {
    told.push(
      is.on_admin_leave === "promote"
        ? "The room stays open when the admin leaves."
        : "The room closes when the admin leaves.",
    );
  }
  const more = after.queue.length - before.queue.length;
  if (more > 0) told.push(more === 1 ? "1 ticket was added." : `${more} tickets were added.`);
  if (after.timer !== null && after.timer.ends_at !== before.timer?.ends_at) {
    told.push("The timer runs.");
  }
  return told;
}

function byId(members: readonly Member[]): ReadonlyMap<MemberId, Member> {
  return new Map(members.map((member) => [member.member_id, member]));
}
