/** Which tickets that a tracker found are already in the room, and which estimates can be written back. Pure. */
import type { FoundTicket, RevealedBallot, RoomState, TrackerInfo } from "../../client/mod.ts";

/** Whether a ticket is in the room: queued or being voted on, voted on earlier, or not at all. */
export type Known = "queued" | "voted" | null;

/** What the room knows of tickets, by their ids. */
export function knownIn(
  { queue, ballot }: Pick<RoomState, "queue" | "ballot">,
  voted: readonly RevealedBallot[],
): (ticketId: string) => Known {
  const queued = new Set(queue.map(({ ticket_id }) => ticket_id));
  if (ballot !== null && ballot.phase !== "revealed") queued.add(ballot.ticket_id);
  const before = new Set(voted.map(({ ticket_id }) => ticket_id));
  return (ticketId) => queued.has(ticketId) ? "queued" : before.has(ticketId) ? "voted" : null;
}

/** What "select all" selects: the tickets that are not in the room yet. */
export function newOnes(
  tickets: readonly FoundTicket[],
  known: (ticketId: string) => Known,
): readonly string[] {
  return tickets.map(({ ticket_id }) => ticket_id).filter((id) => known(id) === null);
}

/**
 * The ids of the tickets whose estimate, that of the last attempt, can be written back to their tracker and has not
 * been yet. `written`: the estimates that this page has written, by the tickets' ids.
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
