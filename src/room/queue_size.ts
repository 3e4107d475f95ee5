/** The size of a queue, and whether it is too large [P2.5]. Clients use this too, before they send tickets. */
import { QUEUE_BYTES_MAX, QUEUE_TICKETS_MAX } from "./limits.ts";
import type { Ticket } from "./state.ts";
import { utf8Length } from "./utf8_length.ts";

/** Size of a ticket or of a list of them as JSON, in bytes of UTF-8. */
export function queueBytes(tickets: Ticket | readonly Ticket[]): number {
  return utf8Length(JSON.stringify(tickets));
}

export function isTooMuch(queue: readonly Ticket[]): boolean {
  return queue.length > QUEUE_TICKETS_MAX || queueBytes(queue) > QUEUE_BYTES_MAX;
}
