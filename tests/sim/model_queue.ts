/** The tickets to come of a room of the model, and what is known about a ticket [P2.5, P2.5a]. */
import type { Refusal } from "./coverage.ts";
import type { ModelRoom } from "./model_room.ts";
import type { About, Ticket, V2Request } from "./v2_request.ts";

const QUEUE_TICKETS_MAX = 200;
const QUEUE_BYTES_MAX = 32 * 1024;

type Outcome = Refusal | (() => void);
type Requested<Type extends V2Request["type"]> = Extract<V2Request, { type: Type }>;

/** [P2.5] A ticket that waits already stays where it is, and keeps what it does not get anew. */
export function queue(room: ModelRoom, request: Requested<"queue">): Outcome {
  const queue: Ticket[] = request.replace ? [] : [...room.queue];
  for (const ticket of request.tickets) {
    const at = queue.findIndex(({ ticket_id }) => ticket_id === ticket.ticket_id);
    if (at < 0) queue.push(ticket);
    else queue[at] = { ...queue[at], ...ticket };
  }
  return withQueue(room, queue);
}

/** [P2.5a] Of the open ballot, or else of the queue. */
export function editTicket(room: ModelRoom, request: Requested<"edit_ticket">): Outcome {
  const { open, coverage } = room;
  const { ticket_id, changes } = request;
  if (open?.ticket === ticket_id) {
    return () => {
      coverage.count("tickets of open ballots edited");
      open.about = edited(open.about, changes);
    };
  }
  if (!isQueued(room, ticket_id)) return "no_such_ticket";
  return withQueue(
    room,
    room.queue.map((ticket) =>
      ticket.ticket_id === ticket_id ? { ticket_id, ...edited(aboutOf(ticket), changes) } : ticket
    ),
  );
}

/** [P2.5a] Before another one, or to the end. */
export function moveTicket(room: ModelRoom, request: Requested<"move_ticket">): Outcome {
  const { ticket_id, before } = request;
  const moved = room.queue.filter((ticket) => ticket.ticket_id === ticket_id);
  if (moved.length === 0) return "no_such_ticket";
  if (before === ticket_id) return () => {};
  if (before === null) return () => room.queue = [...without(room, ticket_id), ...moved];
  if (!isQueued(room, before)) return "no_such_ticket";
  return () => {
    room.queue = without(room, ticket_id).flatMap((ticket) =>
      ticket.ticket_id === before ? [...moved, ticket] : [ticket]
    );
  };
}

/** [P2.5a] */
export function removeTicket(room: ModelRoom, request: Requested<"remove_ticket">): Outcome {
  if (!isQueued(room, request.ticket_id)) return "no_such_ticket";
  return () => room.queue = without(room, request.ticket_id);
}

/** [P2.5] What is known about a ticket from the queue, and whether it comes from there. */
export function queuedTicket(room: ModelRoom, ticket_id: string): [About, boolean] {
  const [queued] = room.queue.filter((ticket) => ticket.ticket_id === ticket_id);
  return [queued === undefined ? {} : aboutOf(queued), queued !== undefined];
}

/** [R11a] A ticket whose ballot is cancelled is the next one again. */
export function backToHead(room: ModelRoom, ticket: Ticket): Outcome {
  const queue = [ticket, ...without(room, ticket.ticket_id)];
  if (isTooMuch(queue)) return "queue_full";
  return () => {
    room.coverage.count("tickets back at the head of the queue");
    room.queue = queue;
  };
}

function withQueue(room: ModelRoom, queue: Ticket[]): Outcome {
  return isTooMuch(queue) ? "queue_full" : () => room.queue = queue;
}

function isTooMuch(queue: readonly Ticket[]): boolean {
  const bytes = new TextEncoder().encode(JSON.stringify(queue)).length;
  return queue.length > QUEUE_TICKETS_MAX || bytes > QUEUE_BYTES_MAX;
}

function isQueued(room: ModelRoom, ticket_id: string): boolean {
  return room.queue.some((ticket) => ticket.ticket_id === ticket_id);
}

function without(room: ModelRoom, ticket_id: string): Ticket[] {
  return room.queue.filter((ticket) => ticket.ticket_id !== ticket_id);
}

function aboutOf({ ticket_id: _, ...about }: Ticket): About {
  return about;
}

/** What is empty goes. */
function edited(about: About, changes: About): About {
  return Object.fromEntries(
    Object.entries({ ...about, ...changes }).filter(([, value]) => value !== ""),
  );
}
