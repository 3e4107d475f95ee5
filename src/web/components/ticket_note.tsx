/** What is to be remembered about a revealed ticket: everybody reads it, the admin writes it. */
import { useState } from "preact/hooks";
import type { RevealedBallot } from "../../client/mod.ts";
import { NOTE_LENGTH_MAX } from "../../room/limits.ts";
import { words } from "../languages/words.ts";
import type { RoomSession } from "../state/room_session.ts";
import { Dialog } from "./dialog.tsx";
import { Field } from "./field.tsx";
import { LinkedText } from "./linked.tsx";

export function TicketNote({ note }: { readonly note: string }) {
  return (
    <p class="ticket-note" dir="auto">
      <span class="note-label">{words().outcome.note}</span> <LinkedText text={note} />
    </p>
  );
}

/** Opens the note for writing. It stands where it is in sight whatever the room shows. */
export function EditNote({ session, ballot }: {
  readonly session: RoomSession;
  readonly ballot: RevealedBallot;
}) {
  const { ticket_id: ticketId, note = "" } = ballot;
  const [draft, setDraft] = useState<string | null>(null);
  const text = words();
  const close = () => setDraft(null);
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    if (draft !== null && await session.did(session.client.setNote(ticketId, draft))) close();
  };
  const label = note === "" ? text.outcome.addNote : text.outcome.editNote;
  return (
    <>
      <button type="button" class="link" onClick={() => setDraft(note)}>{label}</button>
      {draft !== null && (
        <Dialog title={label} onClose={close}>
          <form onSubmit={save}>
            <Field label={text.outcome.note}>
              {(control) => <NoteText control={control} value={draft} onInput={setDraft} isFirst />}
            </Field>
            <div class="buttons">
              <button type="submit" class="primary" disabled={!session.online.value}>
                {text.common.save}
              </button>
              <button type="button" onClick={close}>{text.common.cancel}</button>
            </div>
          </form>
        </Dialog>
      )}
    </>
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
      value={value}
      maxLength={NOTE_LENGTH_MAX}
      onInput={({ currentTarget }) => onInput(currentTarget.value)}
    />
  );
}
