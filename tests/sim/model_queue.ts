/** The model of a room's queue and of edited tickets [P2.5, P2.5a]. */
import type { Refusal } from "./coverage.ts";
import type { ModelRoom } from "./model_room.ts";
import type { About, Ticket, V2Request } from "./v2_request.ts";

const QUEUE_TICKETS_MAX = 200;
const QUEUE_BYTES_MAX = 32 * 1024;

type Outcome = Refusal | (() => void);
type Requested<Type extends V2Request["type"]> = Extract<V2Request, { type: Type }>;

/** [P2.5] Queues tickets. One that is queued already keeps its place, and the fields that are not given. */
export function queue(room: ModelRoom, request: Requested<"queue">): Outcome {
  const queue: Ticket[] = request.replace ? [] : [...room.queue];
  for (const ticket of request.tickets) {
    const at = queue.findIndex(({ ticket_id }) => ticket_id === ticket.ticket_id);
    if (at < 0) queue.push(ticket);
    else queue[at] = { ...queue[at], ...ticket };
  }
  return withQueue(room, queue);
}

/** [P2.5a] Edits the ticket of the open ballot, or one in the queue. */
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

/** [P2.5a] Moves a ticket before another one, or to the end. */
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

/** [P2.5] The fields of a ticket in the queue, and whether it is there. */
export function queuedTicket(room: ModelRoom, ticket_id: string): [About, boolean] {
  const [queued] = room.queue.filter((ticket) => ticket.ticket_id === ticket_id);
  return [queued === undefined ? {} : aboutOf(queued), queued !== undefined];
}

/** [R11a] Puts the ticket of a cancelled ballot back at the front of the queue. */
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

/** Applies changes; empty fields are removed. */
function edited(about: About, changes: About): About {
  return Object.fromEntries(
    Object.entries({ ...about, ...changes }).filter(([, value]) => value !== ""),
  );
}
