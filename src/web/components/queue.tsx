/** The tickets to come: everybody sees them, the admin arranges them. */
import type { Ticket } from "../../client/mod.ts";
import { move, without } from "../pure/queue_order.ts";
import type { Stay } from "../state/stay.ts";
import { Icon } from "./icon.tsx";

export function Queue({ stay, onAdd }: { readonly stay: Stay; readonly onAdd: () => void }) {
  const { queue } = stay.room.value;
  const is_admin = stay.is_admin.value;
  if (queue.length === 0 && !is_admin) return <aside class="queue empty" />;
  return (
    <aside class="queue" aria-label="Tickets to come">
      <header>
        <h2>
          Up next {queue.length > 0 && <span class="count">{queue.length}</span>}
        </h2>
        {is_admin && (
          <button type="button" onClick={onAdd}>
            <Icon name="plus" /> Add tickets
          </button>
        )}
      </header>
      {queue.length === 0
        ? <p class="hint">Paste your list of tickets, and go through it one by one.</p>
        : (
          <ol>
            {queue.map((ticket, index) => (
              <Queued key={ticket.ticket_id} stay={stay} ticket={ticket} index={index} />
            ))}
          </ol>
        )}
    </aside>
  );
}

function Queued({ stay, ticket, index }: {
  readonly stay: Stay;
  readonly ticket: Ticket;
  readonly index: number;
}) {
  const { queue } = stay.room.value;
  const { ticket_id, title } = ticket;
  const replace = (tickets: readonly Ticket[]) =>
    stay.did(stay.client.queueTickets(tickets, { replace: true }));
  const { ballot } = stay.room.value;
  const is_open = ballot !== null && ballot.phase !== "revealed";
  return (
    <li>
      <div class="queued">
        <span class="ticket-id">{ticket_id}</span>
        {title !== undefined && <span class="title">{title}</span>}
      </div>
      {stay.is_admin.value && (
        <div class="queued-actions">
          {!is_open && (
            <button
              type="button"
              class="small"
              aria-label={`Start voting on ${ticket_id}`}
              onClick={() => stay.did(stay.client.begin(ticket))}
            >
              Start
            </button>
          )}
          <button
            type="button"
            class="icon-button"
            aria-label={`Move ${ticket_id} up`}
            disabled={index === 0}
            onClick={() => replace(move(queue, index, -1))}
          >
            <Icon name="up" />
          </button>
          <button
            type="button"
            class="icon-button"
            aria-label={`Move ${ticket_id} down`}
            disabled={index === queue.length - 1}
            onClick={() => replace(move(queue, index, 1))}
          >
            <Icon name="down" />
          </button>
          <button
            type="button"
            class="icon-button"
            aria-label={`Take ${ticket_id} out`}
            onClick={() => replace(without(queue, index))}
          >
            <Icon name="close" />
          </button>
        </div>
      )}
    </li>
  );
}
