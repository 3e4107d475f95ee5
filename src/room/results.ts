/** A session's results [R16]. */
import type { Moment } from "./moment.ts";
import type { Results, RevealedBallot, Room } from "./state.ts";

/** Every revealed ballot and who took part. A ballot that was not revealed is never in them [R7]. */
export function resultsOf(room: Room, now: Moment): Results {
  const { room_id, created_at, participants, history } = room;
  return { room_id, created_at, ended_at: now.wall, participants, ballots: history };
}

/** A unique id for this session: room ids may be used again, so the time at which the room was opened is part of it. */
export function sessionIdOf({ room_id, created_at }: Pick<Room, "room_id" | "created_at">): string {
  return `${room_id}-${created_at}`;
}

/** A revealed ballot as members, results and log have it. */
export function revealedOf(ballot: RevealedBallot) {
  const { ticket, attempt, opened_at, revealed_at, votes, summary, estimate, note } = ballot;
  return {
    ...ticket,
    attempt,
    opened_at,
    revealed_at,
    ...votes !== null && { votes },
    summary,
    ...estimate !== null && { estimate },
    ...note !== null && { note },
  };
}
