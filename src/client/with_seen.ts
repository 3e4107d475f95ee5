/** The revealed ballots that a client has seen, so that it has results even if it misses the end of the room. Pure. */
import { isSameBallot } from "./same_ballot.ts";
import type { RevealedBallot, RoomState } from "./types.ts";

/** The ballots seen, oldest first, and the current one if it is revealed. */
export function withSeen(
  seen: readonly RevealedBallot[],
  { ballot }: Pick<RoomState, "ballot">,
): readonly RevealedBallot[] {
  if (ballot?.phase !== "revealed") return seen;
  const { phase: _, ...revealed } = ballot;
  const isSame = (one: RevealedBallot) => isSameBallot(one, revealed);
  return seen.some(isSame) ? seen.map((one) => isSame(one) ? revealed : one) : [...seen, revealed];
}
