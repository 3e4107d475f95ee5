/** Which ballots are the same, for everything that compares two states of a room. Pure. */
import type { BallotName } from "./commands.ts";

/** Whether both are the same attempt at the same ticket, or neither is there. */
export function isSameBallot(
  one: BallotName | null | undefined,
  other: BallotName | null | undefined,
): boolean {
  return one?.ticket_id === other?.ticket_id && one?.attempt === other?.attempt;
}
