/** What a v2 member's command does to a room of the model, and the reply to it [P2.5, P2.6]. */
import type { Ask, Ticket } from "./ask.ts";
import type { Refusal } from "./coverage.ts";
import { MemberId } from "./expected.ts";
import { canBeAdmin, leave, out, promote, successor } from "./model_presence.ts";
import type { ModelRoom } from "./model_room.ts";
import { revealed } from "./model_view.ts";
import type { Ballot, Person } from "./person.ts";
import { closed, errorTold, okTold } from "./v2_told.ts";

const PAGE_BALLOTS = 100;
const PAGE_LENGTH = 64 * 1024;
const QUEUE_TICKETS_MAX = 200;
const QUEUE_BYTES_MAX = 32 * 1024;

/** When a command is heard, and who bears a member id, as far as it has been told. */
export interface Hearing {
  readonly now: number;
  readonly ids: ReadonlyMap<number, string>;
}

/** What a command comes to: why it is refused, or what it does. */
type Outcome = Refusal | (() => void);

/** A command of somebody who sits here: the reply first, then what follows from it. */
export function hearV2(
  room: ModelRoom,
  person: Person,
  { id, ask }: { readonly id: string | null; readonly ask: Ask },
  hearing: Hearing,
): void {
  const { coverage } = room;
  coverage.saw(id === null ? "v2 commands without id" : "v2 commands with id");
  if (ask.type === "results") return results(room, person, { id, after: ask.after }, hearing);
  const outcome = outcomeOf(room, person, ask, hearing);
  if (typeof outcome === "string") {
    coverage.saw(`v2 refused: ${outcome}`);
    return person.hears(errorTold(outcome, id));
  }
  coverage.saw(`v2 asks: ${ask.type}`);
  room.touched = hearing.now;
  // the reply comes before what follows, and names the version that shows it
  const data = { version: room.version };
  if (id !== null) person.hears(okTold(id, data));
  if (ask.type === "leave") outcome();
  else room.change(hearing.now, outcome);
  data.version = room.version;
  room.prompt();
}

function outcomeOf(room: ModelRoom, person: Person, ask: AskButResults, hearing: Hearing): Outcome {
  const { open } = room;
  const { now, ids } = hearing;
  const member = (member_id: string) => room.here.find(({ who }) => ids.get(who) === member_id);
  switch (ask.type) {
    case "vote":
      return votes(room, person, ask);
    case "set_role":
      return setsRole(room, person, ask.role);
    case "leave":
      return () => {
        if (person !== room.admin || successorIfPromoted(room)) {
          person.hears(closed("session_over"));
        }
        leaveDeliberately(room, person, now);
      };
    default:
      if (person !== room.admin) return "not_admin";
  }
  switch (ask.type) {
    case "begin":
      if (open !== null) return "ballot_open";
      return () => room.begin(ask.ticket.ticket_id, titleOf(room, ask.ticket), now);
    case "restart":
      return restarts(room, now);
    case "reveal":
      return reveals(room, ask, now);
    case "estimate": {
      const last = room.past.filter(({ ticket }) => ticket === ask.ticket_id).pop();
      if (last === undefined) return "not_revealed";
      return () => last.estimate = ask.estimate;
    }
    case "queue":
      return queues(room, ask);
    case "hand_over": {
      const to = member(ask.member_id);
      if (to === undefined) return "no_such_member";
      if (to === person) return () => {};
      if (!canBeAdmin(to)) return "not_eligible";
      return () => promote(room, to);
    }
    case "remove": {
      const whom = member(ask.member_id);
      if (whom === undefined || whom === person) return "no_such_member";
      return () => removes(room, whom, now);
    }
    case "settings":
      return () => {
        room.auto_reveal = ask.settings.auto_reveal ?? room.auto_reveal;
        room.on_admin_leave = ask.settings.on_admin_leave ?? room.on_admin_leave;
      };
    case "timer":
      return () => room.timer_ends_at = "seconds" in ask ? now + ask.seconds * 1_000 : null;
    case "end_session":
      return () => room.end("ended_by_admin", now);
  }
}

type AskButResults = Exclude<Ask, { type: "results" }>;

/** [R6, P2.5] */
function votes(room: ModelRoom, person: Person, ask: Extract<Ask, { type: "vote" }>): Outcome {
  const { ballot, open, coverage } = room;
  const { card } = ask;
  if (person.role !== "voter") return "not_voter";
  if (ballot === null) return "no_ballot";
  if (open === null) return "already_revealed";
  if (open.ticket !== ask.ticket_id) return "wrong_ticket";
  if (ask.attempt !== undefined && ask.attempt !== open.attempt) return "wrong_attempt";
  if (card === null) {
    return () => {
      if (!open.votes.some(({ who }) => who === person)) return;
      coverage.saw("v2 votes withdrawn");
      giveUpVote(open, person);
      room.tell({ what: "line", says: [person.shown, open.ticket] });
    };
  }
  if (!room.deck.cards.includes(card)) return "card_not_in_deck";
  return () => room.vote(open, person, card);
}

/** [R2, R9] */
function setsRole(room: ModelRoom, person: Person, role: Person["role"]): Outcome {
  if (role === person.role) return () => {};
  if (room.taken(role) >= room.capacity) return "room_full";
  return () => {
    person.role = role;
    if (role === "observer" && room.open !== null) giveUpVote(room.open, person);
    room.tellOf(person);
  };
}

/** [R12] */
function restarts(room: ModelRoom, now: number): Outcome {
  const { ballot, coverage } = room;
  if (ballot === null) return "no_ballot";
  return () => {
    coverage.saw(
      ballot.revealed ? "v2 restarts of revealed tickets" : "v2 restarts of open tickets",
    );
    room.begin(ballot.ticket, ballot.title, now);
    room.tell({ what: "line", says: [ballot.ticket] });
  };
}

/** [R11] */
function reveals(
  room: ModelRoom,
  ask: Extract<Ask, { type: "reveal" }>,
  now: number,
): Outcome {
  const { ballot, open } = room;
  if (ballot === null) return "no_ballot";
  if (open === null) return "already_revealed";
  if (open.ticket !== ask.ticket_id) return "wrong_ticket";
  if (!open.complete && !ask.force) return "not_complete";
  if (open.votes.length === 0) return "no_votes";
  if (!open.complete) room.coverage.saw("v2 forced reveals");
  return () => room.reveal(open, now);
}

/** [P2.5] A ticket that waits already stays where it is, and keeps its title unless it gets another. */
function queues(room: ModelRoom, ask: Extract<Ask, { type: "queue" }>): Outcome {
  const queue: Ticket[] = ask.replace ? [] : [...room.queue];
  for (const ticket of ask.tickets) {
    const at = queue.findIndex(({ ticket_id }) => ticket_id === ticket.ticket_id);
    if (at < 0) queue.push(ticket);
    else queue[at] = { ...queue[at], ...ticket };
  }
  const bytes = new TextEncoder().encode(JSON.stringify(queue)).length;
  if (queue.length > QUEUE_TICKETS_MAX || bytes > QUEUE_BYTES_MAX) return "queue_full";
  return () => room.queue = queue;
}

/** [R9, W7] */
function removes(room: ModelRoom, whom: Person, now: number): void {
  if (whom.away !== null) room.coverage.saw("v2 removals of away members");
  if (whom.protocol === "v2") whom.hears(closed("removed"));
  else {
    whom.hears({ what: "line", own: true });
    whom.hears({ what: "close", code: 1000 });
  }
  whom.sits = false;
  if (room.open !== null) giveUpVote(room.open, whom);
  out(room, whom, now);
}

function successorIfPromoted(room: ModelRoom): boolean {
  return room.on_admin_leave === "promote" && successor(room) !== null;
}

/** [R14] `LEAVE` skips the wait. Whom the end of the room is told of is the room's matter. */
function leaveDeliberately(room: ModelRoom, person: Person, now: number): void {
  if (person !== room.admin) room.coverage.saw("v2 members left deliberately");
  else if (successorIfPromoted(room)) room.coverage.saw("v2 promotions after a LEAVE");
  else {
    room.coverage.saw("v2 rooms closed by the admin's LEAVE");
    room.change(now, () => room.end("admin_left", now));
    return;
  }
  leave(room, person, now);
}

/** [P2.5] A page of what has been revealed; without an id there is nothing to reply to. */
function results(
  room: ModelRoom,
  person: Person,
  { id, after }: { readonly id: string | null; readonly after: number },
  { ids }: Hearing,
): void {
  if (id === null) return;
  const page: Ballot[] = [];
  for (let length = 0, at = after; at < room.past.length; at++) {
    const ballot = room.past[at];
    if (ballot === undefined || page.length === PAGE_BALLOTS || length >= PAGE_LENGTH) break;
    page.push(ballot);
    length += JSON.stringify(
      revealed(ballot, room.deck),
      (_, value: unknown) => value instanceof MemberId ? ids.get(value.who) : value,
    ).length;
  }
  const next = after + page.length;
  room.coverage.saw("v2 results asked for");
  if (next < room.past.length) room.coverage.saw("v2 results in pages");
  person.hears(okTold(id, {
    version: room.version,
    ballots: page.map((ballot) => revealed(ballot, room.deck)),
    ...next < room.past.length && { next },
  }));
}

/** [P2.5] What a queued ticket is called, unless it is called something else now. */
function titleOf(room: ModelRoom, { ticket_id, title }: Ticket): string {
  return title ?? room.queue.find((one) => one.ticket_id === ticket_id)?.title ?? "";
}

function giveUpVote(open: Ballot, person: Person): void {
  open.votes = open.votes.filter(({ who }) => who !== person);
}
