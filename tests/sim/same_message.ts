/** Compares what a home received with what its client sent, field by field [S2]. */
import type { ClientMessage } from "../../src/protocol/client_message.ts";
import type { ToHome } from "../../src/bus/envelopes.ts";
import { difference, type Seen } from "./expected.ts";
import type { RoomMessage } from "./person.ts";

type Gone = Extract<ToHome, { kind: "gone" }>;

/** Whether the home received the client's message. */
export function isSameMessage(
  message: RoomMessage,
  means: ClientMessage | Gone,
  seen: Seen,
): boolean {
  if ("kind" in means) return message.kind === "gone" && message.welcomed === means.welcomed;
  switch (means.type) {
    case "announce":
      return message.kind === "announce" && message.room_id === means.room_id;
    case "begin":
      return message.kind === "begin" && message.ticket === means.ticket_id;
    case "vote":
      return message.kind === "vote" && message.ticket === means.ticket_id &&
        message.card === means.card;
    case "reveal":
      return message.kind === "reveal" && message.ticket === means.ticket_id;
    case "unusable":
      return message.kind === "unusable" && message.answers === means.answers;
    case "request": {
      const { id, request } = means;
      if (message.kind !== "request" || message.id !== id) return false;
      const sent = request.type === "command" ? request.command : request;
      return difference({ ...message.request }, sent, seen) === null;
    }
  }
}
