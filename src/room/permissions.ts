/** Who may ask for what, and the refusals that several commands share [R5, R11b]. */
import { refused, type StepResult } from "./events.ts";
import type { Member, MemberId, Room, Ticket } from "./state.ts";

/** The member behind `by`, if it has been announced; otherwise nothing it asks for can be done [R3]. */
export function announced(room: Room, by: MemberId): Member | null {
  const member = room.members.get(by);
  return member === undefined || member.announced_at === null ? null : member;
}

/** [R3] The refusal that a member who was never announced gets. */
export function notAnnounced(room: Room): StepResult {
  return refused("not_announced", `Join the room first: send JOIN_ROOM for ${room.room_id}.`);
}

/** The refusal of whoever is not the admin, or not even announced [R5]. */
export function requireAdmin(room: Room, by: MemberId, what: string): StepResult | null {
  if (announced(room, by) === null) return notAnnounced(room);
  if (by === room.admin_id) return null;
  return refused("not_admin", `Only the admin can ${what}.`);
}

/**
 * The refusal of whoever may not begin and reveal: the admin may, and, where the room is set so, every v2 voter
 * [R11b].
 */
export function requireRunner(room: Room, by: MemberId, what: string): StepResult | null {
  if (room.settings.who_runs === "admin") return requireAdmin(room, by, what);
  const member = announced(room, by);
  if (member === null) return notAnnounced(room);
  if (by === room.admin_id || member.role === "voter" && member.protocol === "v2") return null;
  return refused("not_admin", `Only the admin and voters can ${what}.`);
}

/** The refusal of whoever has another ticket before it than the open one. */
export function wrongTicket(open: Ticket, given: string): StepResult {
  return refused("wrong_ticket", `The open ballot is on ${open.ticket_id}, not on ${given}.`);
}
