/** A session's results as JSON, in the shape that the protocol has. Pure. */
import type { Results, RevealedBallot } from "../client/types.ts";

/** What is known of a session: all of it once it has ended, its ballots before that. */
export type SessionResults = Results | {
  readonly room_id: string;
  readonly ballots: readonly RevealedBallot[];
};

export function toJson(results: SessionResults): string {
  return `${JSON.stringify(results, null, 2)}\n`;
}
