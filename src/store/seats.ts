/** Who sits where at home: the room as it is now, and a seat for each member's connection. */
import type { ClientMessage } from "../protocol/client_message.ts";
import type { Prompt } from "../protocol/prompts.ts";
import type { Command } from "../room/events.ts";
import { assertNever, type MemberId, type Room } from "../room/state.ts";
import type { RoomView } from "../room/view.ts";

/** A room that lives on this worker. */
export interface Hosted {
  room: Room;
  /** The room as members may see it; goes with `room`. */
  view: RoomView;
  readonly seats: Map<MemberId, Seat>;
}

/** Where a member sits: its connection, and what is on its screen. */
export interface Seat {
  /** The worker that has the connection, and its number for it. */
  readonly edge: number;
  readonly conn: number;
  readonly member_id: MemberId;
  readonly hosted: Hosted;
  /** The prompt that this v1 member has not answered yet [P1.5]. */
  unanswered: Prompt | null;
}

/** The connections of these seats by the worker that has them: what goes out as one post each. */
export function byEdge(seats: readonly Seat[]): Map<number, number[]> {
  const conns = new Map<number, number[]>();
  for (const { edge, conn } of seats) {
    const ofEdge = conns.get(edge);
    if (ofEdge === undefined) conns.set(edge, [conn]);
    else ofEdge.push(conn);
  }
  return conns;
}

/** The command a message asks for, or the line that says why it asks for none. */
export function commandOf(
  message: ClientMessage,
  { member_id: by, hosted }: Seat,
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
