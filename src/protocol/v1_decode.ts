/** Protocol v1, client to server: what existing estimatex clients send [P1]. */
import type { Result } from "../base/result.ts";
import { V1_CARDS } from "../room/deck.ts";
import type { Question, V1Message } from "./client_message.ts";
import { ownProperty } from "./own_property.ts";
import { checkRoomId, checkTicketId, quote, sanitize } from "./text.ts";

/** Decodes a message of a v1 client, own properties only; the error is a sentence [W6]. */
export function decodeV1(text: string): Result<V1Message, string> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return wrong(`A message must be a JSON object with type and data, got ${quote(text)}.`);
  }
  const type = ownProperty(parsed, "type");
  if (typeof type !== "string") {
    return wrong(`A message must be a JSON object whose type is a string, got ${quote(text)}.`);
  }
  const data = ownProperty(parsed, "data");
  const field = (name: string) => {
    const value = ownProperty(data, name);
    return typeof value === "string" ? value : null;
  };
  const missing = (name: string) => wrong(`${type}: data.${name} must be a string.`);

  const ticketId = field("ticket_id");
  switch (type) {
    case "JOIN_ROOM": {
      const roomId = field("room_id");
      if (roomId === null) return missing("room_id");
      const checked = checkRoomId(roomId);
      return right({ type: "announce", room_id: checked.ok ? checked.value : sanitize(roomId) });
    }
    case "BEGIN_VOTING": {
      if (ticketId === null) return missing("ticket_id");
      const checked = checkTicketId(ticketId);
      if (checked.ok) return right({ type: "begin", ticket_id: checked.value });
      return unusable("begin", `A ticket id ${checked.error}.`);
    }
    case "MEMBER_VOTED": {
      const card = field("vote");
      if (ticketId === null) return missing("ticket_id");
      if (card === null) return missing("vote");
      const checked = checkTicketId(ticketId);
      if (!checked.ok) return unusable("vote", `A ticket id ${checked.error}.`);
      return V1_CARDS.includes(card)
        ? right({ type: "vote", ticket_id: checked.value, card })
        : unusable("vote", `Vote one of your client's cards; ${quote(card)} is none of them.`);
    }
    case "REVEAL_VOTES": {
      if (ticketId === null) return missing("ticket_id");
      const checked = checkTicketId(ticketId);
      if (checked.ok) return right({ type: "reveal", ticket_id: checked.value });
      return unusable("reveal", `A ticket id ${checked.error}.`);
    }
    default:
      return wrong(
        `type must be JOIN_ROOM, BEGIN_VOTING, MEMBER_VOTED or REVEAL_VOTES, got ${quote(type)}.`,
      );
  }
}

function right(message: V1Message): Result<V1Message, string> {
  return { ok: true, value: message };
}

function unusable(answers: Question, message: string): Result<V1Message, string> {
  return right({ type: "unusable", answers, message });
}

function wrong(error: string): Result<V1Message, string> {
  return { ok: false, error };
}
