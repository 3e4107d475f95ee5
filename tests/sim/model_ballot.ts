/** The model of v2 members' commands about ballots [P2.5, P2.5a, R5, R6, R11-R12]. */
import type { Refusal } from "./coverage.ts";
import { MemberId } from "./expected.ts";
import { backToHead, queuedTicket } from "./model_queue.ts";
import type { ModelRoom } from "./model_room.ts";
import { castVote, openBallot, revealBallot, stopTimer } from "./model_voting.ts";
import type { Ballot, Person } from "./person.ts";
import type { BallotName, V2Request } from "./v2_request.ts";

/** The interval between nudges, in milliseconds [P2.5a]. */
const NUDGE_EVERY_MS = 10_000;

type Outcome = Refusal | (() => void);

/** [R6, P2.5] */
export function vote(
  room: ModelRoom,
  person: Person,
  request: Extract<V2Request, { type: "vote" }>,
): Outcome {
  const { ballot, open, coverage } = room;
  const { card } = request;
  if (person.role !== "voter") return "not_voter";
  if (ballot === null) return "no_ballot";
  if (open === null) return "already_revealed";
  const other = otherBallot(open, request);
  if (other !== null) return other;
  if (card === null) {
    return () => {
      if (!open.votes.some(({ who }) => who === person)) return;
      coverage.count("v2 votes withdrawn");
      giveUpVote(open, person);
      room.sendV1({ what: "line", mentions: [person.shown, open.ticket] });
    };
  }
  if (!room.deck.cards.includes(card)) return "card_not_in_deck";
  return () => castVote(room, open, { person, card });
}

/** [R12] */
export function restart(room: ModelRoom, request: BallotName): Outcome {
  const { ballot, coverage } = room;
  if (ballot === null) return "no_ballot";
  return otherBallot(ballot, request) ?? (() => {
    coverage.count(
      ballot.revealed ? "v2 restarts of revealed tickets" : "v2 restarts of open tickets",
    );
    const { ticket, about } = ballot;
    const [, isQueuedAgain] = queuedTicket(room, ticket);
    const queued = isQueuedAgain || (!ballot.revealed && ballot.queued);
    openBallot(room, { ticket, about, queued });
    room.sendV1({ what: "line", mentions: [ballot.ticket] });
  });
}

/** [P2.5] What a command names must be the room's ballot. */
export function otherBallot(
  { ticket, attempt }: Ballot,
  named: BallotName,
): "wrong_ticket" | "wrong_attempt" | null {
  if (named.ticket_id !== undefined && named.ticket_id !== ticket) return "wrong_ticket";
  return named.attempt !== undefined && named.attempt !== attempt ? "wrong_attempt" : null;
}

/** [R11] */
export function reveal(
  room: ModelRoom,
  person: Person,
  request: Extract<V2Request, { type: "reveal" }>,
): Outcome {
  const { ballot, open } = room;
  if (ballot === null) return "no_ballot";
  if (open === null) return "already_revealed";
  const other = otherBallot(open, request);
  if (other !== null) return other;
  if (!open.complete && !request.force) return "not_complete";
  if (!open.complete && person !== room.admin) return "not_admin"; // [R11]
  if (open.votes.length === 0) return "no_votes";
  if (!open.complete) room.coverage.count("v2 forced reveals");
  if (person !== room.admin) room.coverage.count("v2 reveals by a voter");
  return () => revealBallot(room, open);
}

/** [R11b] */
export function mayRun(room: ModelRoom, person: Person): boolean {
  return person === room.admin || (room.who_runs === "everyone" && person.role === "voter");
}

/** [R5, R11a] */
export function begin(
  room: ModelRoom,
  person: Person,
  { ticket: { ticket_id = nextVote(room), ...given } }: Extract<V2Request, { type: "begin" }>,
): void {
  const [about, queued] = queuedTicket(room, ticket_id);
  if (person !== room.admin) room.coverage.count("v2 begins by a voter");
  if (ticket_id.startsWith("Vote")) room.coverage.count("ballots without a ticket");
  if (room.ballot === null && room.attempts.has(ticket_id)) {
    room.coverage.count("attempts after a cancelled one");
  }
  openBallot(room, { ticket: ticket_id, about: { ...about, ...given }, queued });
}

/** [R11a] The next free name `Vote N`. */
function nextVote({ attempts }: ModelRoom): string {
  const numbers = [...attempts.keys()].flatMap((ticket) => /^Vote (\d+)$/.exec(ticket)?.[1] ?? []);
  return `Vote ${Math.max(0, ...numbers.map(Number)) + 1}`;
}

/** [R11a] Cancels the open ballot: its cards are never shown, and it is not in the history. */
export function cancel(
  room: ModelRoom,
  { ticket, about, queued, votes }: Ballot,
): Outcome {
  const back = queued ? backToHead(room, { ticket_id: ticket, ...about }) : () => {};
  if (typeof back === "string") return back;
  return () => {
    room.coverage.count("ballots cancelled");
    if (votes.length > 0) room.coverage.count("ballots cancelled with votes in");
    room.ballot = null;
    stopTimer(room);
    back();
    room.sendV1({ what: "line", mentions: [ticket] });
  };
}

/** [P2.5a] Nudges everybody who is online and has not voted, except the member who asks. */
export function nudge(room: ModelRoom, person: Person, now: number): Outcome {
  const { open, coverage } = room;
  if (open === null) return "no_ballot";
  const asked = room.here.filter((one) =>
    one !== person && one.role === "voter" && one.away === null &&
    !open.votes.some(({ who }) => who === one)
  );
  if (asked.length === 0) return "everybody_voted";
  if (room.nudged_at !== null && now - room.nudged_at < NUDGE_EVERY_MS) return "too_soon";
  return () => {
    room.nudged_at = now;
    const by = { member_id: new MemberId(person.who), name: person.shown };
    const json = { type: "NUDGED", data: { ticket_id: open.ticket, by } };
    for (const one of asked) {
      coverage.count(one.protocol === "v1" ? "old clients nudged" : "v2 members nudged");
      if (one.protocol === "v2") one.send({ what: "NUDGED", json });
      else one.send({ what: "line", mentions: [person.shown, open.ticket] });
    }
  };
}

export function giveUpVote(open: Ballot, person: Person): void {
  open.votes = open.votes.filter(({ who }) => who !== person);
}
