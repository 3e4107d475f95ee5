/** A ballot's life: begin, nudge, cancel, reveal, restart [R5, R11, R11a, R12]. */
import {
  type CommandOf,
  type Done,
  done,
  refused,
  type StepResult,
  type TicketDraft,
} from "./events.ts";
import { hasRoomFor, sessionFull, withBallot } from "./history.ts";
import { attemptAt, numberOf } from "./history_tally.ts";
import { CANCELLED_MAX, NUDGE_EVERY_MS } from "./limits.ts";
import { isVoter } from "./members.ts";
import type { Moment } from "./moment.ts";
import { announced, otherBallot, requireAdmin, requireRunner } from "./permissions.ts";
import { queueFull, withQueuedFirst } from "./queue.ts";
import {
  type MemberId,
  type OpenBallot,
  openBallot,
  type RevealedBallot,
  type Room,
  type Ticket,
} from "./state.ts";
import { summarize } from "./summary.ts";

/**
 * [R5, R12] Opens a ballot. A ticket that was voted on before gets a new attempt; without a ticket the ballot is
 * called `Vote N` [R11a].
 */
export function begin(room: Room, by: MemberId, given: TicketDraft, now: Moment): StepResult {
  const refusal = requireRunner(room, by, "begin voting");
  if (refusal !== null) return refusal;
  const ballot = openBallot(room);
  if (ballot !== null) {
    return refused(
      "ballot_open",
      `Voting on ${ballot.ticket.ticket_id} is still open: reveal it before the next ticket.`,
    );
  }
  const { ticket_id = nextVote(room) } = given;
  const queued = room.queue.find((one) => one.ticket_id === ticket_id);
  return open(room, {
    ticket: { ticket_id, ...queued, ...given }, // [P2.5]
    attempt: lastAttempt(room, ticket_id) + 1,
    wasQueued: false,
    type: "opened",
  }, now);
}

/** [R12] Starts the open or just revealed ticket over, as a new attempt. Unrevealed votes are discarded. */
export function restart(room: Room, command: CommandOf<"restart">, now: Moment): StepResult {
  const refusal = requireRunner(room, command.by, "restart voting");
  if (refusal !== null) return refusal;
  const { ballot } = room;
  if (ballot === null) return refused("no_ballot", "There is no ballot to restart.");
  const other = otherBallot(ballot, command);
  if (other !== null) return other;
  const { ticket, attempt } = ballot;
  const wasQueued = ballot.phase !== "revealed" && ballot.queued;
  return open(room, { ticket, attempt: attempt + 1, wasQueued, type: "restarted" }, now);
}

/** [R11a] Cancels the open ballot: nobody ever sees its cards. A ticket from the queue returns to its head. */
export function cancel(room: Room, command: CommandOf<"cancel">): StepResult {
  const refusal = requireAdmin(room, command.by, "cancel voting");
  if (refusal !== null) return refusal;
  const ballot = openBallot(room);
  if (ballot === null) {
    return refused("no_ballot", "No ballot is open: there is nothing to cancel.");
  }
  const other = otherBallot(ballot, command);
  if (other !== null) return other;
  const { ticket, attempt, queued } = ballot;
  const { ticket_id } = ticket;
  const cancelled = [...room.cancelled, { ticket_id, attempt }].slice(-CANCELLED_MAX);
  const without = { ...room, ballot: null, cancelled, timer_ends_at: null, timer_reveals: false };
  const changed = queued ? withQueuedFirst(without, ticket) : without;
  if (changed === null) return queueFull(`${ticket_id} came out of it and has to go back there`);
  return done(changed, { type: "cancelled", ticket, attempt });
}

/** [P2.5a] Reminds the other voters who have not voted. */
export function nudge(room: Room, by: MemberId, now: Moment): StepResult {
  const refusal = requireRunner(room, by, "ask for votes once more");
  if (refusal !== null) return refusal;
  const { nudged_at } = room;
  const ballot = openBallot(room);
  if (ballot === null) {
    return refused("no_ballot", "No ballot is open: there is nobody to ask for a vote.");
  }
  const members: MemberId[] = [];
  for (const member of room.members.values()) {
    const { member_id, presence } = member;
    const isThere = isVoter(member) && presence.state === "online";
    if (isThere && member_id !== by && !ballot.votes.has(member_id)) members.push(member_id);
  }
  const asker = announced(room, by);
  if (members.length === 0 || asker === null) {
    return refused(
      "everybody_voted",
      `Every other voter who is here has voted on ${ballot.ticket.ticket_id}.`,
    );
  }
  const leftMs = nudged_at === null ? 0 : nudged_at + NUDGE_EVERY_MS - now.steady;
  if (leftMs > 0) {
    const seconds = Math.ceil(leftMs / 1_000);
    return refused("too_soon", `They were asked a moment ago: ask again in ${seconds} s.`);
  }
  const { ticket } = ballot;
  return done({ ...room, nudged_at: now.steady }, { type: "nudged", by: asker, ticket, members });
}

function open(
  room: Room,
  opening: {
    readonly ticket: Ticket;
    readonly attempt: number;
    /** Whether the attempt that it takes the place of came out of the queue. */
    readonly wasQueued: boolean;
    readonly type: "opened" | "restarted";
  },
  now: Moment,
): StepResult {
  const { ticket, attempt, wasQueued, type } = opening;
  // every open ballot must fit into the history when it is revealed
  if (!hasRoomFor(room, opening)) return sessionFull("another ballot");
  const queue = room.queue.filter(({ ticket_id }) => ticket_id !== ticket.ticket_id); // [P2.5]
  const ballot: OpenBallot = {
    phase: "voting",
    ticket,
    attempt,
    opened_at: now.wall,
    votes: new Map(),
    v1_leavers: [],
    queued: wasQueued || queue.length < room.queue.length,
  };
  return done({ ...room, ballot, queue, nudged_at: null }, { type, ticket, attempt });
}

/** [R11] Reveals the votes. With `force` the ballot need not be complete, but must have a vote. */
export function reveal(room: Room, command: CommandOf<"reveal">, now: Moment): StepResult {
  const refusal = requireRunner(room, command.by, "reveal the votes");
  if (refusal !== null) return refusal;
  const { ballot } = room;
  if (ballot === null) {
    return refused("no_ballot", "No ballot is open: there is nothing to reveal.");
  }
  const { ticket } = ballot;
  if (ballot.phase === "revealed") {
    return refused("already_revealed", `${ticket.ticket_id} has been revealed already.`);
  }
  const other = otherBallot(ballot, command);
  if (other !== null) return other;
  if (ballot.phase === "voting" && !command.force) {
    return refused("not_complete", `Not everybody has voted on ${ticket.ticket_id} yet.`);
  }
  if (ballot.phase === "voting" && command.by !== room.admin_id) {
    return refused("not_admin", "Only the admin can reveal before everybody has voted.");
  }
  if (ballot.votes.size === 0) {
    return refused("no_votes", `Nobody has voted on ${ticket.ticket_id} yet.`);
  }
  return turnOver(room, ballot, now);
}

/** Reveals an open ballot, with no check of who asks, and removes the timer [R12, P2.5]. */
export function turnOver(room: Room, ballot: OpenBallot, now: Moment): Done {
  const { ticket, attempt, opened_at } = ballot;
  const votes = [...ballot.votes.values()];
  const revealed: RevealedBallot = {
    phase: "revealed",
    ticket,
    attempt,
    opened_at,
    revealed_at: now.wall,
    votes,
    summary: summarize(room.deck, votes.map(({ card }) => card)),
    estimate: null,
    note: null,
  };
  return done(
    { ...withBallot(room, revealed), ballot: revealed, timer_ends_at: null, timer_reveals: false },
    { type: "revealed", ballot: revealed },
  );
}

/** The number of the last attempt at a ticket that was revealed or cancelled; 0: there is none. */
function lastAttempt({ history_tally, cancelled }: Room, ticket_id: string): number {
  const givenUp = cancelled.findLast((one) => one.ticket_id === ticket_id)?.attempt ?? 0;
  return Math.max(attemptAt(history_tally, ticket_id), givenUp);
}

/** [R11a] What a ballot without a ticket is called: one more than the last of them. */
function nextVote({ history_tally, cancelled }: Room): string {
  const givenUp = cancelled.map(({ ticket_id }) => numberOf(ticket_id));
  return `Vote ${Math.max(history_tally.unnamed, ...givenUp) + 1}`;
}
