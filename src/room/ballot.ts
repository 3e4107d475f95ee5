/** Voting on one ticket: begin, vote, reveal, again [R5, R6, R9, R11, R12]. */
import { type Command, type Done, done, refused, type StepResult } from "./events.ts";
import { HISTORY_BALLOTS_MAX, HISTORY_VOTES_MAX } from "./limits.ts";
import { announced, notAnnounced, sameName } from "./members.ts";
import type { Member, MemberId, OpenBallot, RevealedBallot, Room, Ticket } from "./state.ts";
import { summarize } from "./summary.ts";

/** [R5, R12] Opens an empty ballot; the same ticket again is a new attempt. */
export function begin(room: Room, by: MemberId, ticket: Ticket, now: number): StepResult {
  const refusal = notByAdmin(room, by, "begin voting");
  if (refusal !== null) return refusal;
  const { ballot } = room;
  if (ballot !== null && ballot.phase !== "revealed") {
    return refused(
      "ballot_open",
      `Voting on ${ballot.ticket.ticket_id} is still open: reveal it before the next ticket.`,
    );
  }
  const attempt = attemptsAt(room, ticket.ticket_id) + 1;
  const queued = room.queue.find(({ ticket_id }) => ticket_id === ticket.ticket_id);
  return open(room, { ticket: { ...queued, ...ticket }, attempt, type: "opened" }, now); // [P2.5]
}

/** [R12] Starts the open or just revealed ticket over; what was voted and not revealed is forgotten. */
export function restart(room: Room, by: MemberId, now: number): StepResult {
  const refusal = notByAdmin(room, by, "restart voting");
  if (refusal !== null) return refusal;
  const { ballot } = room;
  if (ballot === null) return refused("no_ballot", "There is no ballot to restart.");
  return open(room, { ticket: ballot.ticket, attempt: ballot.attempt + 1, type: "restarted" }, now);
}

function open(
  room: Room,
  opening: { ticket: Ticket; attempt: number; type: "opened" | "restarted" },
  now: number,
): StepResult {
  if (room.history.length >= HISTORY_BALLOTS_MAX) {
    return refused(
      "session_full",
      `This session holds ${HISTORY_BALLOTS_MAX} ballots, the most it can: open a new room.`,
    );
  }
  const { ticket, attempt, type } = opening;
  const ballot: OpenBallot = {
    phase: "voting",
    ticket,
    attempt,
    opened_at: now,
    votes: new Map(),
  };
  const queue = room.queue.filter(({ ticket_id }) => ticket_id !== ticket.ticket_id); // [P2.5]
  return done({ ...room, ballot, queue }, { type, ticket, attempt });
}

/** [R6] Casts or replaces a vote. */
export function vote(room: Room, command: Extract<Command, { type: "vote" }>): StepResult {
  const member = announced(room, command.by);
  if (member === null) return notAnnounced(room);
  if (member.role !== "voter") return refused("not_voter", "Observers do not vote.");
  const { ballot } = room;
  if (ballot === null) {
    return refused("no_ballot", "No ballot is open: wait for the admin to begin voting.");
  }
  if (ballot.phase === "revealed") {
    return refused(
      "already_revealed",
      `Voting on ${ballot.ticket.ticket_id} is over: its votes have been revealed.`,
    );
  }
  const { ticket } = ballot;
  if (command.ticket_id !== ticket.ticket_id) return wrongTicket(ticket, command.ticket_id);
  const { card, attempt = ballot.attempt } = command;
  if (attempt !== ballot.attempt) {
    // it crossed a restart: what was chosen for one attempt is no vote on another [R12]
    return refused(
      "wrong_attempt",
      `Voting on ${ticket.ticket_id} has started over: vote again, it is attempt ${ballot.attempt} now.`,
    );
  }
  if (card === null) return withdraw(room, ballot, member);
  if (!room.deck.cards.includes(card)) {
    return refused(
      "card_not_in_deck",
      `${card} is no card of this room's deck: vote ${room.deck.cards.join(", ")}.`,
    );
  }
  const votes = new Map(ballot.votes);
  for (const earlier of votes.values()) {
    // [R9] an old client that exits comes back as a new member: its first life's vote gives way
    const left = !room.members.has(earlier.member_id);
    if (left && sameName(earlier.name) === sameName(member.name)) votes.delete(earlier.member_id);
  }
  votes.set(member.member_id, {
    member_id: member.member_id,
    name: member.name,
    card,
  });
  return done(
    { ...room, ballot: { ...ballot, votes } },
    { type: "voted", member, ticket, first: !ballot.votes.has(member.member_id) },
  );
}

/** [P2.5] Takes a vote back; whoever has none in changes nothing. */
function withdraw(room: Room, ballot: OpenBallot, member: Member): StepResult {
  if (!ballot.votes.has(member.member_id)) return done(room);
  const votes = new Map(ballot.votes);
  votes.delete(member.member_id);
  return done({ ...room, ballot: { ...ballot, votes } }, {
    type: "withdrawn",
    member,
    ticket: ballot.ticket,
  });
}

/** [R11] Turns the cards over. `force` needs no complete ballot, but at least one vote. */
export function reveal(
  room: Room,
  command: Extract<Command, { type: "reveal" }>,
  now: number,
): StepResult {
  const refusal = notByAdmin(room, command.by, "reveal the votes");
  if (refusal !== null) return refusal;
  const { ballot } = room;
  if (ballot === null) {
    return refused("no_ballot", "No ballot is open: there is nothing to reveal.");
  }
  const { ticket } = ballot;
  if (ballot.phase === "revealed") {
    return refused("already_revealed", `${ticket.ticket_id} has been revealed already.`);
  }
  if (command.ticket_id !== ticket.ticket_id) return wrongTicket(ticket, command.ticket_id);
  if (ballot.phase === "voting" && !command.force) {
    return refused("not_complete", `Not everybody has voted on ${ticket.ticket_id} yet.`);
  }
  if (ballot.votes.size === 0) {
    return refused("no_votes", `Nobody has voted on ${ticket.ticket_id} yet.`);
  }
  return turnOver(room, ballot, now);
}

/** Turns the cards of an open ballot over, whoever asked for it; the timer ends [R12, P2.5]. */
export function turnOver(room: Room, ballot: OpenBallot, now: number): Done {
  const { ticket, attempt, opened_at } = ballot;
  const votes = [...ballot.votes.values()];
  const revealed: RevealedBallot = {
    phase: "revealed",
    ticket,
    attempt,
    opened_at,
    revealed_at: now,
    votes,
    summary: summarize(room.deck, votes.map(({ card }) => card)),
    estimate: null,
  };
  const history = withinVotes([...room.history, revealed]);
  return done(
    { ...room, ballot: revealed, history, timer_ends_at: null },
    { type: "revealed", ballot: revealed },
  );
}

/** [P2.5] Says what the team settled on for a revealed ticket: its last attempt counts. */
export function estimate(room: Room, command: Extract<Command, { type: "estimate" }>): StepResult {
  const refusal = notByAdmin(room, command.by, "set an estimate");
  if (refusal !== null) return refusal;
  const at = room.history.findLastIndex(({ ticket }) => ticket.ticket_id === command.ticket_id);
  const found = room.history[at];
  if (found === undefined) {
    return refused("not_revealed", `${command.ticket_id} has not been revealed in this session.`);
  }
  if (found.estimate === command.estimate) return done(room);
  const estimated = { ...found, estimate: command.estimate };
  const isShown = room.ballot?.phase === "revealed" && at === room.history.length - 1;
  return done({
    ...room,
    history: room.history.with(at, estimated),
    ballot: isShown ? { ...room.ballot, estimate: command.estimate } : room.ballot,
  }, { type: "changed" });
}

/** The refusal of whoever is not the admin, or not even announced [R5]. */
export function notByAdmin(room: Room, by: MemberId, what: string): StepResult | null {
  if (announced(room, by) === null) return notAnnounced(room);
  if (by === room.admin_id) return null;
  return refused("not_admin", `Only the admin can ${what}.`);
}

function wrongTicket(open: Ticket, given: string): StepResult {
  return refused("wrong_ticket", `The open ballot is on ${open.ticket_id}, not on ${given}.`);
}

/** The number of attempts at a ticket so far; the one that was not revealed gave its number to the next. */
function attemptsAt(room: Room, ticket_id: string): number {
  const { history } = room;
  // a plain loop: a ticket that is new is looked for in all of it
  for (let at = history.length - 1; at >= 0; at--) {
    if (history[at]?.ticket.ticket_id === ticket_id) return history[at]?.attempt ?? 0;
  }
  return 0;
}

/** [R12] Drops the single votes of the oldest ballots once the history holds too many; summaries stay. */
function withinVotes(history: readonly RevealedBallot[]): readonly RevealedBallot[] {
  let count = 0;
  for (let at = history.length - 1; at >= 0; at--) {
    const votes = history[at]?.votes ?? null;
    if (votes === null) break; // and so are all before it
    count += votes.length;
    if (count <= HISTORY_VOTES_MAX) continue;
    return history.map((ballot, n) =>
      n <= at && ballot.votes !== null ? { ...ballot, votes: null } : ballot
    );
  }
  return history;
}
