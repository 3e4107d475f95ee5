/** Estimates on their way back to the trackers that their tickets came from, and what became of each [A5]. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ClientError, RevealedBallot, TicketOutcome } from "../../client/mod.ts";
import { words } from "../languages/words.ts";
import { toWriteBack } from "../pure/tracker_list.ts";
import type { RoomSession } from "../state/room_session.ts";
import { Failure, Outcomes } from "./outcomes.tsx";
import { useBallots } from "./use_ballots.ts";
import { useSteps } from "./use_steps.ts";

export function WriteBack({ session, ballots }: {
  readonly session: RoomSession;
  readonly ballots: readonly RevealedBallot[];
}) {
  const [progress, run] = useSteps();
  const [outcomes, setOutcomes] = useState<readonly TicketOutcome[]>([]);
  const [error, setError] = useState<ClientError | null>(null);
  // a button that has nothing to do any more goes, and with it the focus
  const list = useRef<HTMLUListElement>(null);
  useLayoutEffect(() => {
    if (document.activeElement === document.body) list.current?.focus();
  }, [outcomes]);
  const { client } = session;
  const written = session.written.value;
  const ids = toWriteBack(ballots, { trackers: client.server?.trackers ?? [], written });
  const text = words().trackers;

  const write = async () => {
    const estimates = new Map(ballots.map(({ ticket_id, estimate }) => [ticket_id, estimate]));
    setError(null);
    setOutcomes([]);
    const { outcomes, error } = await run(ids, (some) => client.writeEstimates(some));
    const now = new Map(session.written.peek());
    for (const { ticket_id, outcome } of outcomes) {
      const estimate = estimates.get(ticket_id);
      if (outcome === "written" && estimate !== undefined) now.set(ticket_id, estimate);
    }
    session.written.value = now;
    setOutcomes(outcomes);
    setError(error);
  };

  const isFree = progress === null && session.online.value;
  if (ids.length === 0 && outcomes.length === 0 && progress === null) return null;
  const count = outcomes.filter(({ outcome }) => outcome === "written").length;
  return (
    <div class="write-back">
      {(ids.length > 0 || progress !== null) && (
        <button
          type="button"
          aria-disabled={!isFree}
          onClick={() => isFree && write()}
        >
          {text.writeBack(progress?.count ?? ids.length)}
        </button>
      )}
      {progress !== null && (
        <progress
          value={progress.done}
          max={progress.count}
          aria-label={text.writeBack(progress.count)}
        />
      )}
      <p class="hint" role="status">
        {progress !== null
          ? text.writing(progress.done, progress.count)
          : outcomes.length > 0
          ? text.written(count)
          : ""}
      </p>
      <Failure error={error} />
      {outcomes.length > 0 && (
        <Outcomes list={list} outcomes={outcomes} done={{ written: text.isWritten }} />
      )}
    </div>
  );
}

/** The last chance for that: a room that is over writes nothing back. */
export function LastWriteBack({ session }: { readonly session: RoomSession }) {
  return <WriteBack session={session} ballots={useBallots(session)} />;
}
