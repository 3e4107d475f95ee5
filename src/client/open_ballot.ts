/** Whether a ballot is open, asked the same way by everything that shows a room. Pure. */
import type { OpenBallot, RoomState } from "./types.ts";

/** The ballot whose cards are hidden; null where there is none, or it is revealed. */
export function openBallot({ ballot }: Pick<RoomState, "ballot">): OpenBallot | null {
  return ballot === null || ballot.phase === "revealed" ? null : ballot;
}
