/** The session so far. */
import { words } from "../languages/words.ts";
import type { RoomSession } from "../state/room_session.ts";
import { Dialog } from "./dialog.tsx";
import { ResultsView } from "./results_view.tsx";
import { useBallots } from "./use_ballots.ts";
import { WriteBack } from "./write_back.tsx";

export function ResultsDialog({ session, onClose }: {
  readonly session: RoomSession;
  readonly onClose: () => void;
}) {
  const { room_id, results_count } = session.room.value;
  const ballots = useBallots(session);
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
