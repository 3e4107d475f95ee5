/** What is to be remembered about a revealed ticket: everybody reads it, the admin writes it. */
import { useState } from "preact/hooks";
import type { RevealedBallot } from "../../client/mod.ts";
import { NOTE_LENGTH_MAX } from "../../room/limits.ts";
import { words } from "../languages/words.ts";
import type { RoomSession } from "../state/room_session.ts";
import { Dialog } from "./dialog.tsx";
import { Field } from "./field.tsx";
import { LinkedText } from "./linked.tsx";
import { SaveOrCancel } from "./save_or_cancel.tsx";
import { useDraft } from "./use_draft.ts";

export function TicketNote({ note }: { readonly note: string }) {
  return (
    <p class="ticket-note" dir="auto">
      <span class="note-label">{words().outcome.note}</span> <LinkedText text={note} />
    </p>
  );
}

/** The draft of a ticket's note, which outlives its ballot: it is finished in the results. */
export function noteDraft(ticketId: string): string {
  return `note ${ticketId}`;
}

/** Opens the note for writing. It stands where it is in sight whatever the room shows. */
export function EditNote({ session, ballot }: {
  readonly session: RoomSession;
  readonly ballot: RevealedBallot;
}) {
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  const { addNote, editNote } = words().outcome;
  const label = (ballot.note ?? "") === "" ? addNote : editNote;
  return (
    <>
      <button type="button" class="link" onClick={() => setOpen(true)}>{label}</button>
      {isOpen && (
        <Dialog title={label} onClose={close}>
          <NoteForm session={session} ballot={ballot} onClose={close} />
        </Dialog>
      )}
    </>
  );
}

function NoteForm({ session, ballot, onClose }: {
  readonly session: RoomSession;
  readonly ballot: RevealedBallot;
  readonly onClose: () => void;
}) {
  const { ticket_id: ticketId, note = "" } = ballot;
  const [draft, setDraft] = useDraft(session.drafts, noteDraft(ticketId));
  const text = words();
  const giveUp = () => {
    setDraft(null);
    onClose();
  };
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    if (draft === null || await session.did(session.client.setNote(ticketId, draft))) giveUp();
  };
  return (
    <form onSubmit={save}>
      <Field label={text.outcome.note}>
        {(control) => (
          <NoteText control={control} value={draft ?? note} onInput={setDraft} isFirst />
        )}
      </Field>
      <SaveOrCancel session={session} onCancel={giveUp} />
    </form>
  );
}

/** The lines of a note. */
export function NoteText({ control, value, onInput, isFirst = false }: {
  readonly control: { readonly id: string };
  readonly value: string;
  readonly onInput: (text: string) => void;
  /** It has the focus when its dialog opens. */
  readonly isFirst?: boolean;
}) {
  return (
    <textarea
      {...control}
      autofocus={isFirst}
      rows={2}
      dir="auto"
      value={value}
      maxLength={NOTE_LENGTH_MAX}
      onInput={({ currentTarget }) => onInput(currentTarget.value)}
    />
  );
}
