/** The revealed ballots that a client has seen, so that it has results even if it misses the end of the room. Pure. */
import type { RevealedBallot, RoomState } from "./types.ts";

/** The ballots seen, oldest first, and the current one if it is revealed. */
export function withSeen(
  seen: readonly RevealedBallot[],
  { ballot }: Pick<RoomState, "ballot">,
): readonly RevealedBallot[] {
  if (ballot?.phase !== "revealed") return seen;
  const { phase: _, ...revealed } = ballot;
  const isSame = (one: RevealedBallot) =>
    one.ticket_id === revealed.ticket_id && one.attempt === revealed.attempt;
  return seen.some(isSame) ? seen.map((one) => isSame(one) ? revealed : one) : [...seen, revealed];
}
