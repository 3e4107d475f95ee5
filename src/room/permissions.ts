/** Who may ask for what, and the refusals that several commands share [R5, R11b]. */
import { type BallotName, type Refused, refused } from "./events.ts";
import type { Member, MemberId, OpenBallot, RevealedBallot, Room } from "./state.ts";

/** The member `by`; null if it has not been announced: its commands are refused [R3]. */
export function announced(room: Room, by: MemberId): Member | null {
  const member = room.members.get(by);
  return member === undefined || member.announced_at === null ? null : member;
}

/** [R3] The refusal for a member that has not been announced. */
export function notAnnounced(room: Room): Refused {
  return refused("not_announced", `Join the room first: send JOIN_ROOM for ${room.room_id}.`);
}

/** The refusal for anyone but the admin; null: `by` is the admin. `what` completes "Only the admin can …" [R5]. */
export function requireAdmin(room: Room, by: MemberId, what: string): Refused | null {
  if (announced(room, by) === null) return notAnnounced(room);
  if (by === room.admin_id) return null;
  return refused("not_admin", `Only the admin can ${what}.`);
}

/**
 * The refusal for anyone but a runner: the admin, and with `who_runs: "everyone"` any v2 voter; null: `by` is one
 * [R11b].
 */
export function requireRunner(room: Room, by: MemberId, what: string): Refused | null {
  if (room.settings.who_runs === "admin") return requireAdmin(room, by, what);
  const member = announced(room, by);
  if (member === null) return notAnnounced(room);
  if (by === room.admin_id || member.role === "voter" && member.protocol === "v2") return null;
  const voters = member.protocol === "v2" ? "voters" : "voters with newer clients than yours";
  return refused("not_admin", `Only the admin and ${voters} can ${what}.`);
}

/**
 * The refusal of a command that names another ballot than the room's; null: it is about this one. Whoever asks sees the
 * room as it was: without a check, a late command would discard or reveal what others have begun since.
 */
export function otherBallot(
  { ticket: { ticket_id }, attempt }: Pick<OpenBallot | RevealedBallot, "ticket" | "attempt">,
  named: BallotName,
): Refused | null {
  if (named.ticket_id !== undefined && named.ticket_id !== ticket_id) {
    return refused("wrong_ticket", `The ballot is on ${ticket_id}, not on ${named.ticket_id}.`);
  }
  if (named.attempt === undefined || named.attempt === attempt) return null;
  return refused(
    "wrong_attempt",
    `Voting on ${ticket_id} has started over: it is attempt ${attempt} now.`,
  );
}
