/** Asks a runner which ticket to vote on. Without one, the ballot is called `Vote N`. */
import type { Ticket } from "../../client/mod.ts";
import { TICKET_ID_LENGTH_MAX, TITLE_LENGTH_MAX } from "../../room/limits.ts";
import { words } from "../languages/words.ts";
import type { RoomSession } from "../state/room_session.ts";
import { Field } from "./field.tsx";
import { useDraft } from "./use_draft.ts";

export function BeginForm({ session }: { readonly session: RoomSession }) {
  const [ticketDraft, setTicketId] = useDraft(session.drafts, "begin ticket");
  const [titleDraft, setTitle] = useDraft(session.drafts, "begin title");
  const ticketId = ticketDraft ?? "";
  const title = titleDraft ?? "";
  const { queue, ballot, results_count: done } = session.room.value;
  const text = words().begin;
  const typed = ticketId.trim();
  const isTyped = typed !== "";
  // beside the queue, the button for its head is highlighted; in a dialog, that of this form
  const isInDialog = ballot !== null;
  const isPrimary = isInDialog || (queue.length === 0 && !session.isAlone.value);
  const isSame = (one: { readonly ticket_id: string }) => one.ticket_id === typed;
  const hint = queue.some(isSame)
    ? text.waits(typed)
    : session.seen.ballots.value.some(isSame)
    ? text.votedBefore(typed)
    : undefined;

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const ticket: Partial<Ticket> = {
      ...isTyped && { ticket_id: ticketId },
      ...title.trim() !== "" && { title },
    };
    // what was typed stays until the server has it
    if (!await session.did(session.client.begin(ticket))) return;
    setTicketId(null);
    setTitle(null);
  };

  return (
    <form class="begin" onSubmit={submit} noValidate>
      {!isInDialog && <h2>{done === 0 ? text.title : words().dock.whatIsNext}</h2>}
      <div class="fields">
        <Field label={text.ticket} hint={hint}>
          {(control) => (
            <input
              {...control}
              autofocus={isInDialog}
              value={ticketId}
              maxLength={TICKET_ID_LENGTH_MAX}
              placeholder="WEB-7"
              autocomplete="off"
              onInput={({ currentTarget }) => setTicketId(currentTarget.value)}
            />
          )}
        </Field>
        <Field label={text.ticketTitle}>
          {(control) => (
            <input
              {...control}
              dir="auto"
              value={title}
              maxLength={TITLE_LENGTH_MAX}
              autocomplete="off"
              onInput={({ currentTarget }) => setTitle(currentTarget.value)}
            />
          )}
        </Field>
        <button
          type="submit"
          class={isPrimary ? "primary" : ""}
          disabled={!session.online.value}
        >
          {isTyped ? text.start : text.startPlain}
        </button>
      </div>
    </form>
  );
}

/** The button that begins the ticket at the head of the queue. */
export function BeginNext(
  { session, ticket, isSecond = false }: {
    readonly session: RoomSession;
    readonly ticket: Ticket;
    /** Whether another action is highlighted. */
    readonly isSecond?: boolean;
  },
) {
  return (
    <button
      type="button"
      class={`begin-next ${isSecond ? "" : "primary"}`}
      disabled={!session.online.value}
      onClick={() => session.did(session.client.begin(ticket))}
    >
      <span>{words().dock.nextTicket(<span class="id">{ticket.ticket_id}</span>)}</span>
      {ticket.title !== undefined && <bdi class="title">{ticket.title}</bdi>}
    </button>
  );
}
