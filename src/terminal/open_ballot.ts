/** What of a room is still to be decided: the ballot that is open, and the tickets that can be changed. Pure. */
import type { OpenBallot, RoomState, Ticket } from "../client/mod.ts";

/** The ballot whose cards are hidden; null where there is none. */
export function openBallot({ ballot }: Pick<RoomState, "ballot">): OpenBallot | null {
  return ballot === null || ballot.phase === "revealed" ? null : ballot;
}

/** The ticket of the open ballot, and those that wait. */
export function openTickets(room: Pick<RoomState, "ballot" | "queue">): readonly Ticket[] {
  const ballot = openBallot(room);
  return ballot === null ? room.queue : [ballot, ...room.queue];
}
