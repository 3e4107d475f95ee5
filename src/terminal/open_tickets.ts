/** The tickets of a room that can still be changed. Pure. */
import type { RoomState, Ticket } from "../client/mod.ts";
import { openBallot } from "../client/open_ballot.ts";

/** The ticket of the open ballot, and those of the queue. */
export function openTickets(room: Pick<RoomState, "ballot" | "queue">): readonly Ticket[] {
  const ballot = openBallot(room);
  return ballot === null ? room.queue : [ballot, ...room.queue];
}
