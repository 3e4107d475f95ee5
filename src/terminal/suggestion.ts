/** The card that the room suggests as the estimate of the ballot that was just revealed [R13]. Pure. */
import type { Result } from "../base/result.ts";
import type { RoomState } from "../client/mod.ts";
import type { RoomAction } from "./action.ts";

/** The action that sets the suggestion as the estimate; the error is a clause: there is none. */
export function acceptSuggestion({ ballot }: RoomState): Result<RoomAction, string> {
  if (ballot?.phase !== "revealed") return { ok: false, error: "reveal the votes first" };
  const { ticket_id, summary: { suggestion } } = ballot;
  if (suggestion === null) {
    return { ok: false, error: "the room suggests nothing: nobody played a card with a number" };
  }
  return { ok: true, value: { do: "estimate", ticket_id, estimate: suggestion } };
}
