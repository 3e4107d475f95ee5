/** How large a queue is, and how large it may be [P2.5]. Whoever sends tickets counts by this, too. */
import { QUEUE_BYTES_MAX, QUEUE_TICKETS_MAX } from "./limits.ts";
import type { Ticket } from "./state.ts";

/** What tickets take in a queue, one or all of them, in UTF-8 bytes. */
export function queueBytes(tickets: Ticket | readonly Ticket[]): number {
  return new TextEncoder().encode(JSON.stringify(tickets)).length;
}

export function isTooMuch(queue: readonly Ticket[]): boolean {
  return queue.length > QUEUE_TICKETS_MAX || queueBytes(queue) > QUEUE_BYTES_MAX;
}
