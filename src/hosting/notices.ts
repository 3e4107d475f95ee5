/**
 * The webhook events of a room [A4]: a revealed ballot, an estimate, the end of a session. No other event of the room
 * becomes one, so no webhook has anything about an unrevealed ballot [R7].
 */
import { sha256 } from "../base/hash.ts";
import { newestPage } from "../protocol/results_pages.ts";
import type { Notice, WebhookData, WebhookType } from "../protocol/webhook_events.ts";
import type { RoomEvent } from "../room/events.ts";
import { revealedOf, sessionIdOf } from "../room/results.ts";
import type { EndReason, Results, RevealedBallot, Room } from "../room/state.ts";

/** Hexadecimal digits of an id: 128 bits. */
const ID_LENGTH = 32;

/** The webhook event for a room's event; null: there is none. `room` is the room after the event. */
export function noticeOf(room: Room, event: RoomEvent, now: number): Notice | null {
  switch (event.type) {
    case "revealed":
      return ofBallot("ballot.revealed", room, {
        ballot: event.ballot,
        at: event.ballot.revealed_at,
      });
    case "estimated": {
      const { ticket: { ticket_id }, attempt } = event;
      const ballot = room.history.findLast((one) =>
        one.ticket.ticket_id === ticket_id && one.attempt === attempt
      );
      return ballot === undefined ? null : ofBallot("estimate.set", room, { ballot, at: now });
    }
    case "ended":
      return ofEnd(room, event.reason, event.results);
    default:
      return null;
  }
}

function ofBallot(
  type: "ballot.revealed" | "estimate.set",
  room: Room,
  { ballot, at }: { readonly ballot: RevealedBallot; readonly at: number },
): Notice {
  const data: WebhookData<typeof type> = { ...sessionOf(room), ballot: revealedOf(ballot) };
  const { ticket: { ticket_id }, attempt } = ballot;
  // an estimate can be set again, even to an earlier value in the same millisecond, so the version tells which it is
  const which = [ticket_id, attempt, ...type === "estimate.set" ? [room.version] : []];
  return noticeFrom(type, room, { which, at, data: JSON.stringify(data) });
}

/** [R12] Bounded like SESSION_ENDED, however long the session was. */
function ofEnd(room: Room, reason: EndReason, { ballots: history, ...results }: Results): Notice {
  const { ballots, earlier_ballots } = newestPage(history);
  const head: Omit<WebhookData<"session.ended">, "ballots"> = {
    ...sessionOf(room),
    reason,
    ...results,
    ...earlier_ballots > 0 && { earlier_ballots },
  };
  const data = `${JSON.stringify(head).slice(0, -1)},"ballots":[${ballots}]}`;
  return noticeFrom("session.ended", room, { which: [], at: results.ended_at, data });
}

function sessionOf(room: Room) {
  const { room_id, name } = room;
  return { room_id, session_id: sessionIdOf(room), ...name !== null && { name } };
}

/** `which`: what distinguishes it from other events of the same type and session; the event's id is a hash of it. */
function noticeFrom(
  type: WebhookType,
  room: Room,
  { which, at, data }: { readonly which: readonly unknown[]; readonly at: number; data: string },
): Notice {
  const session_id = sessionIdOf(room);
  const hash = sha256(JSON.stringify([type, session_id, ...which])).slice(0, ID_LENGTH);
  const timestamp = new Date(at).toISOString();
  const body = `{"type":"${type}","timestamp":"${timestamp}","data":${data}}`;
  return { id: `msg_${hash}`, type, session_id, at, body };
}
