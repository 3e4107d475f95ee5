/** The ballots revealed so far, fetched again whenever there is more to know of one. */
import { useEffect } from "preact/hooks";
import type { RevealedBallot } from "../../client/mod.ts";
import type { RoomSession } from "../state/room_session.ts";

export function useBallots(session: RoomSession): readonly RevealedBallot[] {
  const { results_count, ballot } = session.room.value;
  const { estimate, note } = ballot?.phase === "revealed"
    ? ballot
    : { estimate: undefined, note: undefined };
  const isOnline = session.online.value;
  useEffect(() => {
    session.ballots();
  }, [results_count, estimate, note, isOnline]);
  return session.seen.ballots.value;
}
