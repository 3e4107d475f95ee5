/** Turns a client's message into a command for its room, adding who sent it and when. */
import type { Clock } from "../base/clock.ts";
import type { TrackerRequest, V1Message, V2Request } from "../protocol/client_message.ts";
import type { Command } from "../room/events.ts";
import { assertNever, type RoomId } from "../room/state.ts";
import { passcodeHash } from "./passcode.ts";
import type { Session } from "./sessions.ts";

/** The command for a v1 message, or the line with which it is refused. */
export function commandOfV1(
  message: V1Message,
  { member_id: by, live }: Pick<Session, "member_id" | "live">,
): Command | string {
  const { room_id } = live.room;
  switch (message.type) {
    case "announce":
      // [R3]
      return message.room_id === room_id
        ? { type: "announce", by }
        : `room_id must be ${room_id}, the room you are in; for another one, connect again.`;
    case "begin":
      return { type: "begin", by, ticket: { ticket_id: message.ticket_id } };
    case "vote":
      return { type: "vote", by, ticket_id: message.ticket_id, card: message.card };
    case "reveal":
      return { type: "reveal", by, ticket_id: message.ticket_id, force: false };
    case "unusable":
      return message.message;
    default:
      return assertNever(message);
  }
}

/** The command a v2 request asks for in this room. */
export function commandOfV2(
  request: Exclude<V2Request, TrackerRequest | { type: "results" }>,
  { by, room_id, clock }: {
    readonly by: string;
    readonly room_id: RoomId;
    readonly clock: Pick<Clock, "now">;
  },
): Command {
  switch (request.type) {
    case "command":
      return { ...request.command, by };
    case "timer":
      return {
        type: "timer",
        by,
        ends_at: clock.now() + request.seconds * 1_000,
        reveals: request.reveals ?? false,
      };
    case "set_room": {
      const { passcode, ...changes } = request.changes;
      if (passcode === undefined) return { type: "set_room", by, changes };
      const passcode_hash = passcode === null ? null : passcodeHash(room_id, passcode);
      return { type: "set_room", by, changes: { ...changes, passcode_hash } };
    }
    case "leave":
      return { type: "leave", by };
    default:
      return assertNever(request);
  }
}
