/** Whether what has come to a home is what a client said, worked out field by field [S2]. */
import type { ClientMessage } from "../../src/protocol/client_message.ts";
import type { ToHome } from "../../src/store/messages.ts";
import { difference, type Seen } from "./expected.ts";
import type { Said } from "./person.ts";

type Gone = Extract<ToHome, { kind: "gone" }>;

/** Whether the home was given what the client said. */
export function isSame(said: Said, means: ClientMessage | Gone, seen: Seen): boolean {
  if ("kind" in means) return said.kind === "gone" && said.untold === means.untold;
  switch (means.type) {
    case "announce":
      return said.kind === "announce" && said.room_id === means.room_id;
    case "begin":
      return said.kind === "begin" && said.ticket === means.ticket_id;
    case "vote":
      return said.kind === "vote" && said.ticket === means.ticket_id && said.card === means.card;
    case "reveal":
      return said.kind === "reveal" && said.ticket === means.ticket_id;
    case "unusable":
      return said.kind === "unusable" && said.answers === means.answers;
    case "request": {
      const { id, request } = means;
      if (said.kind !== "ask" || said.id !== id) return false;
      const asked = request.type === "command" ? request.command : request;
      return difference({ ...said.ask }, asked, seen) === null;
    }
  }
}
