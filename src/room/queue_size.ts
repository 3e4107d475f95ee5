/** The size of a queue, and whether it is too large [P2.5]. Clients use this too, before they send tickets. */
import { QUEUE_BYTES_MAX, QUEUE_TICKETS_MAX } from "./limits.ts";
import type { Ticket } from "./state.ts";
import { utf8Length } from "./utf8_length.ts";

/** Size of a ticket or of a list of them as JSON, in bytes of UTF-8. */
export function queueBytes(tickets: Ticket | readonly Ticket[]): number {
  return utf8Length(JSON.stringify(tickets));
}

/** What a queue may hold, for refusals. */
export const QUEUE_MOST = `${QUEUE_TICKETS_MAX} tickets and ${QUEUE_BYTES_MAX / 1024} KiB of them`;

/** Whether these tickets are more than a queue may hold. */
export function isTooMuch(queue: readonly Ticket[]): boolean {
  return queue.length > QUEUE_TICKETS_MAX || queueBytes(queue) > QUEUE_BYTES_MAX;
}
