/** Tickets that a tracker found, against what the room has of them already; and estimates that can go back. Pure. */
import type { FoundTicket, RevealedBallot, RoomState, TrackerInfo } from "../../client/mod.ts";

/** Whether a ticket is in the room: it waits or is voted on, there was a vote on it, or it isn't there at all. */
export type Known = "queued" | "voted" | null;

/** What is known of tickets, by their ids. */
export function knownIn(
  { queue, ballot }: Pick<RoomState, "queue" | "ballot">,
  voted: readonly RevealedBallot[],
): (ticketId: string) => Known {
  const queued = new Set(queue.map(({ ticket_id }) => ticket_id));
  if (ballot !== null && ballot.phase !== "revealed") queued.add(ballot.ticket_id);
  const before = new Set(voted.map(({ ticket_id }) => ticket_id));
  return (ticketId) => queued.has(ticketId) ? "queued" : before.has(ticketId) ? "voted" : null;
}

/** What "select all" selects: whatever the room has nothing of yet. */
export function newOnes(
  tickets: readonly FoundTicket[],
  known: (ticketId: string) => Known,
): readonly string[] {
  return tickets.map(({ ticket_id }) => ticket_id).filter((id) => known(id) === null);
}

/**
 * Tickets whose estimate can go back to the tracker that they came from, by the last attempt at each; without those
 * whose estimate is there: `written` has what was written, by the tickets' ids.
 */
export function toWriteBack(
  ballots: readonly RevealedBallot[],
  { trackers, written }: {
    readonly trackers: readonly TrackerInfo[];
    readonly written: ReadonlyMap<string, string>;
  },
): readonly string[] {
  const writable = new Set(trackers.filter((one) => one.writable).map(({ name }) => name));
  const last = new Map(ballots.map((ballot) => [ballot.ticket_id, ballot]));
  return [...last.values()]
    .filter(({ ticket_id, tracker, estimate }) =>
      tracker !== undefined && writable.has(tracker) && estimate !== undefined &&
      written.get(ticket_id) !== estimate
    )
    .map(({ ticket_id }) => ticket_id);
}
