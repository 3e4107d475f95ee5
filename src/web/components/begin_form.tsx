/** The admin's question to the room: what are we estimating? */
import { useState } from "preact/hooks";
import type { Ticket } from "../../client/mod.ts";
import { TICKET_ID_LENGTH_MAX, TITLE_LENGTH_MAX } from "../../room/limits.ts";
import type { Stay } from "../state/stay.ts";
import { Field } from "./field.tsx";

export function BeginForm({ stay, onBegun }: {
  readonly stay: Stay;
  readonly onBegun?: () => void;
}) {
  const [ticket_id, setTicketId] = useState("");
  const [title, setTitle] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const { queue, ballot } = stay.room.value;
  const [next] = queue;

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (ticket_id.trim() === "") return setProblem("Type the ticket's id or a few words.");
    const ticket: Ticket = { ticket_id, ...title.trim() !== "" && { title } };
    // what was typed stays until the server has it
    if (!await stay.did(stay.client.begin(ticket))) return;
    setTicketId("");
    setTitle("");
    onBegun?.();
  };

  return (
    <form class="begin" onSubmit={submit} noValidate>
      <h2>{ballot === null ? "What do we estimate first?" : "What is next?"}</h2>
      {next !== undefined && <BeginNext stay={stay} ticket={next} />}
      <div class="fields">
        <Field label="Ticket" problem={problem}>
          {(control) => (
            <input
              {...control}
              value={ticket_id}
              maxLength={TICKET_ID_LENGTH_MAX}
              placeholder="WEB-7"
              autocomplete="off"
              onInput={({ currentTarget }) => {
                setTicketId(currentTarget.value);
                setProblem(null);
              }}
            />
          )}
        </Field>
        <Field label="Title (optional)">
          {(control) => (
            <input
              {...control}
              value={title}
              maxLength={TITLE_LENGTH_MAX}
              autocomplete="off"
              onInput={({ currentTarget }) => setTitle(currentTarget.value)}
            />
          )}
        </Field>
        <button
          type="submit"
          class={next === undefined && !stay.is_alone.value ? "primary" : ""}
          disabled={!stay.online.value}
        >
          Start voting
        </button>
      </div>
    </form>
  );
}

/** The ticket at the head of the queue, one press away. */
export function BeginNext({ stay, ticket }: { readonly stay: Stay; readonly ticket: Ticket }) {
  return (
    <button
      type="button"
      class="primary begin-next"
      disabled={!stay.online.value}
      onClick={() => stay.did(stay.client.begin(ticket))}
    >
      <span>
        Next: <b>{ticket.ticket_id}</b>
      </span>
      {ticket.title !== undefined && <span class="title">{ticket.title}</span>}
    </button>
  );
}
