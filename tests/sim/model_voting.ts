/** The model of a ballot: opening, votes, reveal, and the timer [R6, R9-R12]. */
import type { ModelRoom } from "./model_room.ts";
import type { Ballot, Person } from "./person.ts";

interface Choice {
  readonly person: Person;
  readonly card: string;
}

/** Opens an empty ballot [R12]. */
export function openBallot(
  room: ModelRoom,
  { ticket, about, queued }: Pick<Ballot, "ticket" | "about" | "queued">,
): void {
  const attempt = (room.attempts.get(ticket) ?? 0) + 1;
  room.attempts.set(ticket, attempt);
  room.queue = room.queue.filter(({ ticket_id }) => ticket_id !== ticket);
  room.nudged_at = null;
  if (attempt > 1) room.coverage.count("tickets voted on again");
  room.coverage.count("ballots opened");
  room.ballot = {
    ticket,
    about,
    attempt,
    opened_at: room.wall(),
    deck: room.deck,
    queued,
    votes: [],
    complete: false,
    wasComplete: false,
    revealed: false,
    revealed_at: 0,
    estimate: null,
    note: null,
  };
}

/** [R6, R9] */
export function castVote(room: ModelRoom, open: Ballot, { person, card }: Choice): void {
  room.voted = true;
  const namesakes = open.votes.filter(({ who }) => who.left && who.key === person.key);
  for (const namesake of namesakes) {
    // only a v1 client that exits returns as another member
    const same = namesake.who.protocol === "v1" && person.protocol === "v1";
    room.coverage.count(same ? "votes of a leaver given up" : "votes of a leaver kept");
    if (same) open.votes = open.votes.filter((one) => one !== namesake);
  }
  const earlier = open.votes.find(({ who }) => who === person);
  if (earlier !== undefined) {
    earlier.card = card;
    room.coverage.count("votes replaced");
  } else {
    open.votes.push({ who: person, name: person.shown, card });
    room.coverage.count("first votes");
    room.sendV1({ what: "line", mentions: [person.shown, open.ticket] });
  }
}

/** [R11] */
export function revealBallot(room: ModelRoom, open: Ballot): void {
  open.revealed = true;
  open.revealed_at = room.wall();
  room.past.push(open);
  stopTimer(room);
  room.coverage.count("reveals");
  const choices = open.votes.map(({ who, name, card }) => ({ who: who.who, name, card }));
  room.sendV1({ what: "VOTES_REVEALED", data: { ticket_id: open.ticket }, choices });
  room.sendV1({ what: "AWAITING_ADMIN_VOTE_START" }, room.admin);
}

export function stopTimer(room: ModelRoom): void {
  room.timer_ends_at = null;
  room.timer_reveals = false;
}

/** [R11a] Whether a timer that reveals has ended. */
export function isTimeUp(room: ModelRoom, now: number): boolean {
  return room.timer_reveals && room.timer_ends_at !== null && room.timer_ends_at <= now;
}

/** [R11a] Removes the timer, and reveals if there is a vote. */
export function timeIsUp(room: ModelRoom): void {
  const { open, coverage } = room;
  if (open === null || open.votes.length === 0) {
    coverage.count("timers that had nothing to reveal");
    room.timer_reveals = false;
    return;
  }
  coverage.count("timers that revealed");
  if (!open.complete) coverage.count("timers that revealed before everybody had voted");
  revealBallot(room, open);
}
