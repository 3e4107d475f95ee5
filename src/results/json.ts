/** Formats a session's results as JSON, in the form that the protocol has. Pure. */
import type { Results, RevealedBallot } from "../client/types.ts";

/** The results of a session that has ended, or the ballots so far of one that goes on. */
export type SessionResults = Results | {
  readonly room_id: string;
  readonly ballots: readonly RevealedBallot[];
};

/** Indented JSON with a line break at its end. */
export function toJson(results: SessionResults): string {
  return `${JSON.stringify(results, null, 2)}\n`;
}
