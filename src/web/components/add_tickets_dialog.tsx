/** Adds many tickets at once: from a list or a file, or from an issue tracker [A5]. */
import { useEffect } from "preact/hooks";
import { words } from "../languages/words.ts";
import type { RoomSession } from "../state/room_session.ts";
import { Choice } from "./choice.tsx";
import { Dialog } from "./dialog.tsx";
import { PastedTickets } from "./pasted_tickets.tsx";
import { TrackerSearch } from "./tracker_search.tsx";
import { useDraft } from "./use_draft.ts";

export function AddTicketsDialog({ session, dropped, onClose }: {
  readonly session: RoomSession;
  /** A file that was dropped on the page. */
  readonly dropped: File | undefined;
  readonly onClose: () => void;
}) {
  const [tracker, setTracker] = useDraft(session.drafts, "source of tickets");
  useEffect(() => {
    if (dropped !== undefined) setTracker(null); // it is a list
  }, [dropped]);
  const trackers = session.client.server?.trackers ?? [];
  const isKnown = trackers.some(({ name }) => name === tracker);
  const text = words().trackers;
  return (
    <Dialog title={words().addTickets.title} onClose={onClose}>
      {trackers.length > 0 && (
        <Choice
          legend={text.source}
          options={[
            { value: LIST, label: text.list },
            ...trackers.map(({ name }) => ({ value: name, label: name })),
          ]}
          value={isKnown && tracker !== null ? tracker : LIST}
          onChoose={(source) => setTracker(source === LIST ? null : source)}
        />
      )}
      {!isKnown || tracker === null
        ? <PastedTickets session={session} dropped={dropped} onClose={onClose} />
        : <TrackerSearch key={tracker} session={session} tracker={tracker} onClose={onClose} />}
    </Dialog>
  );
}

/** The value for a list; no tracker has an empty name. */
const LIST = "";
