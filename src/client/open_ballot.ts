/** The open ballot of a room, for everything that shows rooms. Pure. */
import type { OpenBallot, RoomState } from "./types.ts";

/** The open ballot; null: there is none, or it is revealed. */
export function openBallot({ ballot }: Pick<RoomState, "ballot">): OpenBallot | null {
  return ballot === null || ballot.phase === "revealed" ? null : ballot;
}
