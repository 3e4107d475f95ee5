/**
 * Importing tickets from a tracker [A5]. A queue often has no space for all their descriptions: these are then cut,
 * all to one length, until the queue fits. The full text is behind the ticket's link.
 */
import type { CommandOf, StepResult } from "./events.ts";
import { DESCRIPTION_LENGTH_MAX } from "./limits.ts";
import { requireAdmin } from "./permissions.ts";
import { withQueue } from "./queue.ts";
import { isTooMuch } from "./queue_size.ts";
import { openBallot, type Room, type Ticket } from "./state.ts";

/**
 * Adds tickets of a tracker at the end of the queue. One that is in the queue already keeps its place and fields; the
 * ticket of the open ballot is left out.
 */
export function importTickets(room: Room, { by, tickets }: CommandOf<"import">): StepResult {
  const refusal = requireAdmin(room, by, "import tickets");
  if (refusal !== null) return refusal;
  const open = openBallot(room)?.ticket.ticket_id;
  const byId = new Map(room.queue.map((ticket) => [ticket.ticket_id, ticket]));
  for (const ticket of tickets) {
    const { ticket_id, tracker } = ticket;
    if (ticket_id === open) continue;
    byId.set(ticket_id, {
      ...ticket,
      ...byId.get(ticket_id),
      ...tracker !== undefined && { tracker },
    });
  }
  return withQueue(room, fitted([...byId.values()]));
}

/** The queue with imported descriptions cut to the largest of `LENGTHS` at which it fits. */
function fitted(queue: readonly Ticket[]): readonly Ticket[] {
  for (const length of LENGTHS) {
    const shorter = length === DESCRIPTION_LENGTH_MAX
      ? queue
      : queue.map((ticket) => shortened(ticket, length));
    if (!isTooMuch(shorter)) return shorter;
  }
  return queue;
}

/** In code points; 0 drops the descriptions. */
const LENGTHS = [DESCRIPTION_LENGTH_MAX, 2_000, 1_000, 500, 250, 125, 0];

function shortened(ticket: Ticket, length: number): Ticket {
  const { description, ...rest } = ticket;
  if (ticket.tracker === undefined || description === undefined) return ticket;
  const characters = [...description];
  if (characters.length <= length) return ticket;
  if (length === 0) return rest;
  return { ...rest, description: `${characters.slice(0, length - 1).join("").trimEnd()}…` };
}
