/** With `--auth-header` names come from a proxy, so RENAME is refused [A2]. */
import type { ClientMessage, V2Message } from "../protocol/client_message.ts";
import { encodeError } from "../protocol/v2_encode.ts";
import type { BadMessage } from "./inbox.ts";

export function isRename(message: ClientMessage): message is V2Message {
  return message.type === "request" && message.request.type === "command" &&
    message.request.command.type === "rename";
}

/** The refusal of a RENAME. */
export function fixedName({ id }: V2Message): BadMessage {
  const code = "bad_field";
  const error = "name must stay as it is: the proxy in front of this server says who you are.";
  return {
    kind: "bad",
    code,
    error,
    frame: encodeError(id, { code, message: error, field: "name" }),
  };
}
