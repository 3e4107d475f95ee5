/** Decides which changes of a room make a sound, if that is turned on: a ballot begins, all have voted. Pure. */
import { openBallot, type RoomState } from "../../client/mod.ts";
import { isSameBallot } from "../../client/same_ballot.ts";

/** The events that have a sound. */
export type Chime = "begun" | "complete" | "time_up";

type Audible = Pick<RoomState, "ballot">;

/** The sound of a change from one state of the room to another; null: none. */
export function chimeBetween({ ballot: before }: Audible, room: Audible): Chime | null {
  const after = openBallot(room);
  if (after === null) return null;
  if (!isSameBallot(before, after)) return "begun";
  return after.phase === "complete" && before?.phase === "voting" ? "complete" : null;
}
