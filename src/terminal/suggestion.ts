/** The card that the room suggests as the estimate of what was just revealed [R13]. Pure. */
import type { RoomState } from "../client/mod.ts";
import type { RoomAction } from "./action.ts";

/** Notes the suggestion as the estimate; a clause where there is none. */
export function acceptSuggestion({ ballot }: RoomState): RoomAction | string {
  if (ballot?.phase !== "revealed") return "reveal the votes first";
  const { ticket_id, summary: { suggestion } } = ballot;
  if (suggestion === null) return "the room suggests nothing: nobody played a card with a number";
  return { do: "estimate", ticket_id, estimate: suggestion };
}
