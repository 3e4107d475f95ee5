/** Edits the estimate and the note of an earlier ballot, for the admin. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { RevealedBallot } from "../../client/mod.ts";
import { ESTIMATE_LENGTH_MAX } from "../../room/limits.ts";
import { words } from "../languages/words.ts";
import { estimatesOffered } from "../pure/estimates.ts";
import type { RoomSession } from "../state/room_session.ts";
import { Field } from "./field.tsx";
import { onEscape } from "./on_escape.ts";
import { noteDraft, NoteText } from "./ticket_note.tsx";
import { SaveOrCancel } from "./save_or_cancel.tsx";
import { useDraft } from "./use_draft.ts";

export function EditOutcomeForm({ session, ballot, onClose }: {
  readonly session: RoomSession;
  readonly ballot: RevealedBallot;
  readonly onClose: () => void;
}) {
  const { ticket_id: ticketId, summary } = ballot;
  const before = { estimate: ballot.estimate ?? "", note: ballot.note ?? "" };
  const [estimate, setEstimate] = useState(
    before.estimate || (summary.consensus && summary.suggestion || ""),
  );
  const [draft, setDraft] = useDraft(session.drafts, noteDraft(ticketId));
  const note = draft ?? before.note;
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => input.current?.select(), []);
  const text = words();
  const cards = `cards-${ticketId}`;
  const { client } = session;

  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const typed = estimate.trim();
    const isDone = (typed === before.estimate ||
      await session.did(client.setEstimate(ticketId, typed))) &&
      (note === before.note || await session.did(client.setNote(ticketId, note)));
    await session.ballots(); // the room's state has only the newest ballot
    if (isDone) giveUp();
  };
  const giveUp = () => {
    setDraft(null);
    onClose();
  };

  return (
    <form
      class="edit-outcome"
      aria-label={text.results.edit(ticketId)}
      onSubmit={save}
      onKeyDown={onEscape(onClose)}
    >
      <Field label={text.results.estimate}>
        {(control) => (
          <input
            {...control}
            class="short"
            ref={input}
            list={cards}
            value={estimate}
            maxLength={ESTIMATE_LENGTH_MAX}
            autocomplete="off"
            onInput={({ currentTarget }) => setEstimate(currentTarget.value)}
          />
        )}
      </Field>
      <datalist id={cards}>
        {estimatesOffered(session.room.value.deck.cards, summary).map((card) => (
          <option key={card} value={card} />
        ))}
      </datalist>
      <Field label={text.results.note}>
        {(control) => <NoteText control={control} value={note} onInput={setDraft} />}
      </Field>
      <SaveOrCancel session={session} onCancel={giveUp} />
    </form>
  );
}
