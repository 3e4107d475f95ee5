/** What a session leaves behind [R16]. */
import type { Results, Room } from "./state.ts";

/** Every revealed ballot and who took part. A ballot that was not revealed is never told [R7]. */
export function resultsOf(room: Room, now: number): Results {
  const { room_id, created_at, participants, history } = room;
  return { room_id, created_at, ended_at: now, participants, ballots: history };
}
