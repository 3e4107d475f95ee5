/** What of a room is heard by those who asked for it: a ballot begins, all have voted. Pure. */
import type { RoomState } from "../../client/mod.ts";

/** What a sound can stand for. */
export type Chime = "begun" | "complete" | "time_up";

type Heard = Pick<RoomState, "ballot">;

/** What is heard as one state of the room follows another; null: nothing. */
export function chimeBetween({ ballot: before }: Heard, { ballot: after }: Heard): Chime | null {
  if (after === null || after.phase === "revealed") return null;
  const isSame = before?.ticket_id === after.ticket_id && before.attempt === after.attempt;
  if (!isSame) return "begun";
  return after.phase === "complete" && before.phase === "voting" ? "complete" : null;
}
