/** The session so far. */
import { useEffect } from "preact/hooks";
import type { Stay } from "../state/stay.ts";
import { Dialog } from "./dialog.tsx";
import { ResultsView } from "./results_view.tsx";

export function ResultsDialog({ stay, onClose }: {
  readonly stay: Stay;
  readonly onClose: () => void;
}) {
  const { room_id, results_count, ballot } = stay.room.value;
  const estimate = ballot?.phase === "revealed" ? ballot.estimate : undefined;
  const is_online = stay.online.value;
  useEffect(() => {
    stay.ballots();
  }, [results_count, estimate, is_online]);
  const ballots = stay.seen.ballots.value;
  return (
    <Dialog title="Results" wide onClose={onClose}>
      {ballots.length === 0
        ? <p class="hint">Every ticket whose cards were turned will be here.</p>
        : (
          <ResultsView
            results={{ room_id, ballots }}
            is_partial={ballots.length < results_count}
          />
        )}
    </Dialog>
  );
}
