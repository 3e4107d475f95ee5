/**
 * What is refused because of how this server is set up, whatever the room is like: a bad message like any other [W6].
 */
import type { ClientMessage } from "../protocol/client_message.ts";
import { encodeError } from "../protocol/v2_encode.ts";
import type { ConnectionDeps } from "./connection_deps.ts";
import type { BadMessage } from "./inbox.ts";

/** The refusal of a message; null: it may pass. */
export function againstServerRules(
  message: ClientMessage,
  { namesAreFixed, roomCapacityMax }: Pick<ConnectionDeps, "namesAreFixed" | "roomCapacityMax">,
): BadMessage | null {
  if (message.type !== "request") return null;
  const { id, request } = message;
  switch (request.type) {
    case "command":
      if (!namesAreFixed || request.command.type !== "rename") return null;
      return bad(id, "name", "stay as it is: the proxy in front of this server says who you are."); // [A2]
    case "set_room": {
      const { capacity = 1 } = request.changes;
      if (capacity <= roomCapacityMax) return null;
      return bad(id, "capacity", `be a whole number from 1 to ${roomCapacityMax}`); // [W5]
    }
    default:
      return null;
  }
}

/** `rule`: what the field must be. */
function bad(id: string | null, field: string, rule: string): BadMessage {
  const error = `${field} must ${rule}`;
  const problem = { code: "bad_field", message: error, field } as const;
  return { kind: "bad", code: problem.code, error, frame: encodeError(id, problem) };
}
