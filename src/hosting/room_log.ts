/**
 * Log lines about rooms, one for each event. They contain a session's results: a line for each revealed ballot, for
 * each estimate, and one at the end. None grows with the length of the session [R12, R16].
 */
import type { RoomEvent } from "../room/events.ts";
import { revealedOf } from "../room/results.ts";
import { assertNever, type Results } from "../room/state.ts";
import type { Log } from "../base/log.ts";

/** Participants in the line `session_ended`: those who joined last. */
export const LOGGED_PARTICIPANTS_MAX = 100;

/** [R7] Logs an event. Cards are logged only once they are revealed. */
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
      // [R16] at once, not at the end of the session, so that a crash doesn't lose it
      const { ticket_id: ticket, ...ballot } = revealedOf(event.ballot);
      return log.info("ballot_revealed", { room, ticket, ...ballot });
    }
    case "ended":
      return log.info("session_ended", { room, reason: event.reason, ...sessionOf(event.results) });
    default:
      return assertNever(event);
  }
}

/** The fields of `session_ended`, bounded in length. */
function sessionOf({ created_at, ended_at, participants, ballots }: Results) {
  return {
    created_at,
    ended_at,
    ballots: ballots.length,
    participants_count: participants.length,
    participants: participants.slice(-LOGGED_PARTICIPANTS_MAX),
  };
}
