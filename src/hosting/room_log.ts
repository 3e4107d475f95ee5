/**
 * What the log has of a room: what happened to which room and member, one line each. A session's results are in
 * it as a line for each ballot when it is revealed, one for each estimate, and one at the end; none of them grows
 * with the session [R12, R16].
 */
import type { RoomEvent } from "../room/events.ts";
import { revealedOf } from "../room/results.ts";
import { assertNever, type Results } from "../room/state.ts";
import type { Log } from "../base/log.ts";

/** People named in the line of a session's end: the last to come. */
export const LOGGED_PARTICIPANTS_MAX = 100;

/** [R7] Ids and what happened; a card only of a ballot that was revealed. */
export function logEvent(log: Log, room: string, event: RoomEvent): void {
  switch (event.type) {
    case "joined":
    case "left":
    case "removed":
    case "role_changed":
    case "away":
    case "back":
      return log.info(`member_${event.type}`, {
        room,
        member: event.member.member_id,
        role: event.member.role,
      });
    case "gave_way":
      return log.info("seat_gave_way", { room, member: event.member.member_id });
    case "admin_changed":
      return log.info("admin_changed", { room, member: event.member.member_id });
    case "filled":
      return log.debug("room_filled", { room });
    case "opened":
    case "restarted":
    case "cancelled":
    case "completed":
      return log.info(`ballot_${event.type}`, {
        room,
        ticket: event.ticket.ticket_id,
        attempt: event.attempt,
      });
    case "voted":
    case "withdrawn":
      return log.debug(`member_${event.type}`, { room, member: event.member.member_id });
    case "renamed":
      return log.info("member_renamed", { room, member: event.member.member_id });
    case "nudged":
      return log.debug("voters_nudged", {
        room,
        by: event.by.member_id,
        members: event.members.length,
      });
    case "noted":
      return log.info("note_set", {
        room,
        ticket: event.ticket.ticket_id,
        attempt: event.attempt,
        note: event.note,
      });
    case "estimated":
      return log.info("estimate_set", {
        room,
        ticket: event.ticket.ticket_id,
        attempt: event.attempt,
        estimate: event.estimate,
      });
    case "changed":
      return log.debug("room_changed", { room });
    case "revealed": {
      // [R16] now, not at the end: what a process that is killed has logged by then is not lost
      const { ticket_id: ticket, ...ballot } = revealedOf(event.ballot);
      return log.info("ballot_revealed", { room, ticket, ...ballot });
    }
    case "ended":
      return log.info("session_ended", { room, reason: event.reason, ...sessionOf(event.results) });
    default:
      return assertNever(event);
  }
}

/** How a session went, in a line whose length is bounded. */
function sessionOf({ created_at: createdAt, ended_at: endedAt, participants, ballots }: Results) {
  return {
    created_at: createdAt,
    ended_at: endedAt,
    ballots: ballots.length,
    participants_count: participants.length,
    participants: participants.slice(-LOGGED_PARTICIPANTS_MAX),
  };
}
