/** Computes which tickets fit a room's queue, by the server's limits [P2.5]. Pure. */
import type { Ticket } from "../client/types.ts";
import { QUEUE_BYTES_MAX, QUEUE_TICKETS_MAX } from "../room/limits.ts";
import { queueBytes } from "../room/queue_size.ts";
import { shown } from "./gather.ts";
import type { FoundTicket, LeftOut } from "./reading.ts";
import type { Remark } from "./remarks.ts";

/** The tickets that fit, and those that do not. */
interface QueueFit {
  readonly tickets: readonly Ticket[];
  readonly leftOut: readonly LeftOut[];
  /** Says if the descriptions were left out. */
  readonly notes: readonly Remark[];
}

const TOO_MANY: Remark = { code: "queueTickets", most: QUEUE_TICKETS_MAX };
const TOO_LARGE: Remark = { code: "queueSize", kibibytes: QUEUE_BYTES_MAX / 1024 };

/**
 * Takes the tickets up to the first that does not fit. One whose id is in `queue` already replaces that ticket. If they
 * do not all fit with their descriptions, all descriptions are left out.
 */
export function fitQueue(
  tickets: readonly FoundTicket[],
  queue: readonly Ticket[] = [],
): QueueFit {
  const whole = fill(tickets, queue);
  if (whole.leftOut.length === 0) return whole;
  if (tickets.every(({ description }) => description === undefined)) return whole;
  const short = fill(tickets.map(({ description: _, ...ticket }) => ticket), queue);
  return { ...short, notes: [{ code: "noDescriptions" }] };
}

function fill(
  tickets: readonly FoundTicket[],
  queue: readonly Ticket[],
): QueueFit {
  const waiting = new Map(queue.map((ticket) => [ticket.ticket_id, ticket]));
  let bytes = queueBytes([...waiting.values()]);
  for (const [at, ticket] of tickets.entries()) {
    const before = waiting.get(ticket.ticket_id);
    const after = { ...before, ...ticket };
    const comma = before === undefined && waiting.size > 0 ? 1 : 0;
    bytes += queueBytes(after) - (before === undefined ? 0 : queueBytes(before)) + comma;
    waiting.set(ticket.ticket_id, after);
    const why = waiting.size > QUEUE_TICKETS_MAX
      ? TOO_MANY
      : bytes > QUEUE_BYTES_MAX
      ? TOO_LARGE
      : null;
    if (why === null) continue;
    const leftOut = tickets.slice(at).map(({ ticket_id: ticketId, title = "" }) => ({
      what: shown(`${ticketId} ${title}`),
      why,
    }));
    return { tickets: tickets.slice(0, at), leftOut, notes: [] };
  }
  return { tickets, leftOut: [], notes: [] };
}
