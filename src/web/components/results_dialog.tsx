/** The session so far. */
import { useEffect } from "preact/hooks";
import { words } from "../languages/words.ts";
import type { RoomSession } from "../state/room_session.ts";
import { Dialog } from "./dialog.tsx";
import { ResultsView } from "./results_view.tsx";
import { WriteBack } from "./write_back.tsx";

export function ResultsDialog({ session, onClose }: {
  readonly session: RoomSession;
  readonly onClose: () => void;
}) {
  const { room_id, results_count, ballot } = session.room.value;
  const { estimate, note } = ballot?.phase === "revealed"
    ? ballot
    : { estimate: undefined, note: undefined };
  const isOnline = session.online.value;
  useEffect(() => {
    session.ballots();
  }, [results_count, estimate, note, isOnline]);
  const ballots = session.seen.ballots.value;
  return (
    <Dialog title={words().results.title} wide onClose={onClose}>
      {ballots.length === 0 ? <p class="hint">{words().results.none}</p> : (
        <ResultsView
          results={{ room_id, ballots }}
          session={session}
          isPartial={ballots.length < results_count}
        />
      )}
      {session.isAdmin.value && ballots.some(({ tracker }) => tracker !== undefined) && (
        <WriteBack session={session} ballots={ballots} />
      )}
    </Dialog>
  );
}
