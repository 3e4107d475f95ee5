/** Many tickets at once: pasted lines, or a file from a tracker. */
import { useState } from "preact/hooks";
import { QUEUE_TICKETS_MAX } from "../../room/limits.ts";
import { plural } from "../pure/numbers.ts";
import { readTickets, together } from "../../tickets/tickets.ts";
import type { Stay } from "../state/stay.ts";
import type { FileRead } from "../state/ticket_file.ts";
import { Dialog } from "./dialog.tsx";
import { Field } from "./field.tsx";
import { TicketFile } from "./ticket_file.tsx";

/** Tickets shown of those that were recognised. */
const PREVIEW_MAX = 4;

export function AddTicketsDialog({ stay, onClose }: {
  readonly stay: Stay;
  readonly onClose: () => void;
}) {
  const [text, setText] = useState("");
  const [file, setFile] = useState<FileRead | null>(null);
  const typed = readTickets(text);
  const { tickets, repeated } = file === null ? typed : together(typed, file.pasted);
  const left = QUEUE_TICKETS_MAX - stay.room.value.queue.length;
  const problem = tickets.length > left
    ? `The queue holds ${QUEUE_TICKETS_MAX} tickets, and has room for ${left} more.`
    : null;

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (
      await stay.did(stay.client.queueTickets(tickets), `${plural(tickets.length, "ticket")} added`)
    ) onClose();
  };

  return (
    <Dialog title="Add tickets" onClose={onClose}>
      <form onSubmit={submit}>
        <Field
          label="One ticket a line, or CSV with a header"
          hint="For example: WEB-7 Log in with a passkey"
          problem={problem}
        >
          {(control) => (
            <textarea
              {...control}
              rows={7}
              autofocus
              value={text}
              onInput={({ currentTarget }) => setText(currentTarget.value)}
            />
          )}
        </Field>
        <TicketFile read={file} onRead={setFile} />
        <div class="preview" role="status">
          {tickets.slice(0, PREVIEW_MAX).map(({ ticket_id, title }) => (
            <p key={ticket_id}>
              <span class="ticket-id">{ticket_id}</span> {title}
            </p>
          ))}
          {tickets.length > PREVIEW_MAX && (
            <p class="hint">and {tickets.length - PREVIEW_MAX} more</p>
          )}
          {repeated > 0 && <p class="hint">{plural(repeated, "repeated ticket")} left out</p>}
        </div>
        <div class="buttons">
          <button
            type="submit"
            class="primary"
            disabled={tickets.length === 0 || problem !== null || !stay.online.value}
          >
            {tickets.length === 0 ? "Add tickets" : `Add ${plural(tickets.length, "ticket")}`}
          </button>
          <button type="button" onClick={onClose}>Cancel</button>
        </div>
      </form>
    </Dialog>
  );
}
