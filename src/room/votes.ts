/** Votes: each voter has one, and may change or withdraw it until the reveal [R6, R9, R12]. */
import { type CommandOf, done, refused, type StepResult } from "./events.ts";
import { LEFT_VOTES_MAX } from "./limits.ts";
import { sameNameOf } from "./names.ts";
import { announced, notAnnounced, otherBallot } from "./permissions.ts";
import {
  type Member,
  type MemberId,
  type OpenBallot,
  openBallot,
  type Room,
  type Vote,
} from "./state.ts";

/** [R6] Casts, replaces or withdraws a vote. */
export function vote(room: Room, command: CommandOf<"vote">): StepResult {
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
  const other = otherBallot(ballot, command); // a card chosen for one attempt does not count for another [R12]
  if (other !== null) return other;
  const { card } = command;
  if (card === null) return withdraw(room, ballot, member);
  if (!room.deck.cards.includes(card)) {
    return refused(
      "card_not_in_deck",
      `${card} is no card of this room's deck: vote ${room.deck.cards.join(", ")}.`,
    );
  }
  const earlier = earlierVotes(ballot, member);
  const votes = copyOf(ballot.votes);
  for (const member_id of earlier) votes.delete(member_id);
  const v1_leavers = ballot.v1_leavers.filter((member_id) => votes.has(member_id));
  votes.set(member.member_id, {
    member_id: member.member_id,
    name: member.name,
    card,
  });
  return done(
    { ...room, ballot: { ...ballot, votes, v1_leavers } },
    { type: "voted", member, ticket, first: !ballot.votes.has(member.member_id) },
  );
}

/**
 * [R9] Earlier votes that this member's vote replaces. A v1 client that restarts comes back as a new member. Names are
 * unique and v1 members keep theirs, so a departed v1 member of the same name is taken for the same person.
 */
function earlierVotes({ v1_leavers, votes }: OpenBallot, member: Member): readonly MemberId[] {
  if (member.protocol !== "v1") return [];
  return v1_leavers.filter((member_id) => {
    const vote = votes.get(member_id);
    return vote !== undefined && sameNameOf(vote) === sameNameOf(member);
  });
}

/** [P2.5] Withdraws a vote, if the member has one. */
function withdraw(room: Room, { ticket }: OpenBallot, member: Member): StepResult {
  const rest = withoutVote(room, member.member_id);
  return rest === room ? done(room) : done(rest, { type: "withdrawn", member, ticket });
}

/** The room without this member's vote on the open ballot. */
export function withoutVote(room: Room, memberId: MemberId): Room {
  const ballot = openBallot(room);
  if (ballot === null || !ballot.votes.has(memberId)) return room;
  const votes = copyOf(ballot.votes);
  votes.delete(memberId);
  return { ...room, ballot: { ...ballot, votes } };
}

/** Renames the member's vote on the open ballot; revealed ballots keep the name at the time. */
export function withVoterName(room: Room, { member_id, name }: Member): Room {
  const ballot = openBallot(room);
  const vote = ballot?.votes.get(member_id);
  if (ballot === null || vote === undefined) return room;
  const votes = new Map(ballot.votes).set(member_id, { ...vote, name });
  return { ...room, ballot: { ...ballot, votes } };
}

/** [R9] Marks the vote of a v1 member who leaves as one that its next session may replace. */
export function withV1Leaver(room: Room, member_id: MemberId): Room {
  const ballot = openBallot(room);
  if (ballot === null || !ballot.votes.has(member_id)) return room;
  return { ...room, ballot: { ...ballot, v1_leavers: [...ballot.v1_leavers, member_id] } };
}

/** [R12] Of the votes of departed members on the open ballot only the newest count, however many vote and leave. */
export function withinLeftVotes(room: Room): Room {
  const ballot = openBallot(room);
  if (ballot === null) return room;
  const departed = [...ballot.votes.keys()].filter((member_id) => !room.members.has(member_id));
  if (departed.length <= LEFT_VOTES_MAX) return room;
  const votes = copyOf(ballot.votes);
  for (const member_id of departed.slice(0, -LEFT_VOTES_MAX)) votes.delete(member_id);
  const v1_leavers = ballot.v1_leavers.filter((member_id) => votes.has(member_id));
  return { ...room, ballot: { ...ballot, votes, v1_leavers } };
}

/** Takes half the time of `new Map(votes)`. */
function copyOf(votes: OpenBallot["votes"]): Map<MemberId, Vote> {
  const copy = new Map<MemberId, Vote>();
  for (const [member_id, vote] of votes) copy.set(member_id, vote);
  return copy;
}
