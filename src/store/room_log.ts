/** What the log says of a room: what happened to which room and member, one line each. */
import type { RoomEvent } from "../room/events.ts";
import { assertNever } from "../room/state.ts";
import type { Log } from "./log.ts";

/** [R7] Ids and what happened; a card only in the results of what was revealed. */
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
    case "admin_changed":
      return log.info("admin_changed", { room, member: event.member.member_id });
    case "filled":
      return log.debug("room_filled", { room });
    case "opened":
    case "restarted":
    case "completed":
      return log.info(`ballot_${event.type}`, {
        room,
        ticket: event.ticket.ticket_id,
        attempt: event.attempt,
      });
    case "voted":
    case "withdrawn":
      return log.debug(`member_${event.type}`, { room, member: event.member.member_id });
    case "changed":
      return log.debug("room_changed", { room });
    case "revealed":
      return log.info("ballot_revealed", {
        room,
        ticket: event.ballot.ticket.ticket_id,
        attempt: event.ballot.attempt,
        votes: event.ballot.votes?.length ?? 0,
      });
    case "ended":
      return log.info("session_ended", { room, reason: event.reason, results: event.results }); // [R16]
    default:
      return assertNever(event);
  }
}
