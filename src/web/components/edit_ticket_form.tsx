/** Edits title, link and description of a ticket in the queue or on the ballot. Its id can't change. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Ticket } from "../../client/mod.ts";
import {
  DESCRIPTION_LENGTH_MAX,
  QUEUE_BYTES_MAX,
  TITLE_LENGTH_MAX,
  URL_LENGTH_MAX,
} from "../../room/limits.ts";
import { isTooMuch } from "../../room/queue_size.ts";
import { words } from "../languages/words.ts";
import { safeHref } from "../pure/links.ts";
import type { RoomSession } from "../state/room_session.ts";
import { Field } from "./field.tsx";
import { onEscape } from "./on_escape.ts";
import { SaveOrCancel } from "./save_or_cancel.tsx";

export function EditTicketForm({ session, ticket, onClose }: {
  readonly session: RoomSession;
  readonly ticket: Ticket;
  readonly onClose: () => void;
}) {
  const { ticket_id: id } = ticket;
  const [title, setTitle] = useState(ticket.title ?? "");
  const [url, setUrl] = useState(ticket.url ?? "");
  const [description, setDescription] = useState(ticket.description ?? "");
  const text = words().queue;
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => form.current?.querySelector("input")?.focus(), []);
  const isLink = url.trim() === "" || safeHref(url.trim()) !== null;
  const { queue } = session.room.value;
  const after = queue.map((one) =>
    one.ticket_id === id ? { ticket_id: id, ...filled({ title, url, description }) } : one
  );
  const isLarger = isTooMuch(after) && !isTooMuch(queue);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!isLink || isLarger) return;
    const changes = { title: title.trim(), url: url.trim(), description };
    if (await session.did(session.client.editTicket(id, changes))) onClose();
  };

  return (
    <form
      class="edit-ticket"
      aria-label={text.editTicket(id)}
      ref={form}
      noValidate
      onSubmit={submit}
      onKeyDown={onEscape(onClose)}
    >
      <Field label={text.ticketTitle}>
        {(control) => (
          <input
            {...control}
            autofocus // where a dialog opens with it
            dir="auto"
            value={title}
            maxLength={TITLE_LENGTH_MAX}
            autocomplete="off"
            onInput={({ currentTarget }) => setTitle(currentTarget.value)}
          />
        )}
      </Field>
      <Field
        label={text.link}
        problem={isLink ? null : text.linkProblem}
      >
        {(control) => (
          <input
            {...control}
            type="url"
            inputMode="url"
            value={url}
            maxLength={URL_LENGTH_MAX}
            autocomplete="off"
            onInput={({ currentTarget }) => setUrl(currentTarget.value)}
          />
        )}
      </Field>
      <Field
        label={text.description}
        problem={isLarger ? text.tooLarge(QUEUE_BYTES_MAX / 1024) : null}
      >
        {(control) => (
          <textarea
            {...control}
            dir="auto"
            rows={4}
            value={description}
            maxLength={DESCRIPTION_LENGTH_MAX}
            onInput={({ currentTarget }) => setDescription(currentTarget.value)}
          />
        )}
      </Field>
      <SaveOrCancel session={session} isWrong={!isLink || isLarger} onCancel={onClose} />
    </form>
  );
}

/** The fields that are not empty: the server counts no others. */
function filled(fields: Omit<Ticket, "ticket_id">): Omit<Ticket, "ticket_id"> {
  return Object.fromEntries(Object.entries(fields).filter(([, text]) => text.trim() !== ""));
}
