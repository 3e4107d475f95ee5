/** From what a client sent to the command that its room is given: who asks, and when, is added here. */
import type { V1Message, V2Request } from "../protocol/client_message.ts";
import type { Command } from "../room/events.ts";
import { assertNever } from "../room/state.ts";
import type { Seat } from "./seats.ts";

/** The command a v1 message asks for, or the line that says why it asks for none. */
export function commandOfV1(
  message: V1Message,
  { member_id: by, hosted }: Pick<Seat, "member_id" | "hosted">,
): Command | string {
  const { room_id } = hosted.room;
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

/** The command a v2 request asks for. */
export function commandOfV2(
  request: Exclude<V2Request, { type: "results" }>,
  { by, now }: { readonly by: string; readonly now: number },
): Command {
  switch (request.type) {
    case "command":
      return { ...request.command, by };
    case "timer":
      return { type: "timer", by, ends_at: now + request.seconds * 1_000 };
    case "leave":
      return { type: "leave", by };
    default:
      return assertNever(request);
  }
}
