/** The model of what v2 members see of a room [P2.2, P2.4, P2.8]. */
import { type Expected, MemberId, NewRoom, Token } from "./expected.ts";
import type { ModelRoom } from "./model_room.ts";
import type { Ballot, Deck, Person } from "./person.ts";
import type { ExpectedFrame } from "./expected_frame.ts";

/** The visible state of a room. The timer's end is on the steady clock. */
export type View = Readonly<Record<string, Expected>> & {
  readonly timer: { readonly ends_at: number; readonly reveal?: true } | null;
};

/** [P2.4] The whole room, except its version. */
export function visible(room: ModelRoom): View {
  const { ballot, deck, name } = room;
  return {
    room_id: room.id,
    created_at: room.created_at,
    capacity: room.capacity,
    deck: { name: deck.name, cards: deck.cards },
    ...name !== null && { name },
    locked: room.locked,
    passcode: room.passcode !== null,
    settings: {
      auto_reveal: room.auto_reveal,
      on_admin_leave: room.on_admin_leave,
      who_runs: room.who_runs,
    },
    admin_id: new MemberId(room.admin.who),
    members: room.here.map((person) => ({
      member_id: new MemberId(person.who),
      name: person.shown,
      role: person.role,
      presence: person.away === null ? "online" : "away",
      voted: ballot?.votes.some(({ who }) => who === person) ?? false,
    })),
    ballot: ballot && (ballot.revealed ? { ...revealed(ballot), phase: "revealed" } : {
      ...ticketOf(ballot),
      attempt: ballot.attempt,
      phase: ballot.complete ? "complete" : "voting",
      opened_at: ballot.opened_at,
    }),
    queue: room.queue.map((ticket) => ({ ...ticket })),
    timer: room.timer_ends_at === null
      ? null
      : { ends_at: room.timer_ends_at, ...room.timer_reveals && { reveal: true } },
    results_count: room.past.length,
  };
}

/** [R17a] A view as it is sent now, with the timer's end on the wall clock. */
export function viewAt(
  view: View,
  { now, wall }: { readonly now: number; readonly wall: number },
): View {
  const { timer } = view;
  if (timer === null) return view;
  return { ...view, timer: { ...timer, ends_at: timer.ends_at + (wall - now) } };
}

/** A revealed ballot. */
export function revealed(ballot: Ballot): Readonly<Record<string, Expected>> {
  return {
    ...ticketOf(ballot),
    attempt: ballot.attempt,
    opened_at: ballot.opened_at,
    revealed_at: ballot.revealed_at,
    votes: ballot.votes.map(({ who, name, card }) => ({
      member_id: new MemberId(who.who),
      name,
      card,
    })),
    summary: summaryOf(ballot.votes.map(({ card }) => card), ballot.deck),
    ...ballot.estimate !== null && { estimate: ballot.estimate },
    ...ballot.note !== null && { note: ballot.note },
  };
}

/** [P2.2] WELCOME. `takesRoom`: checks the room's id, if it is not known yet. */
export function welcomeFrame(
  room: ModelRoom,
  person: Person,
  { now, wall, tracker, takesRoom }: {
    readonly tracker: string | null;
    readonly now: number;
    readonly wall: number;
    readonly takesRoom: (room_id: string) => string | null;
  },
): ExpectedFrame {
  const own = room.open?.votes.find(({ who }) => who === person);
  const token = new Token(person.who);
  const known = room.id === "" ? { room_id: new NewRoom(takesRoom) } : {};
  return {
    what: "WELCOME",
    version: room.version,
    json: {
      type: "WELCOME",
      data: {
        room: { ...viewAt(visible(room), { now, wall }), ...known, version: room.version },
        you: {
          member_id: new MemberId(person.who),
          resume_token: token,
          ...own !== undefined && { vote: own.card },
        },
        server: {
          name: "estimatex-server",
          version: "0.0.0",
          ...tracker !== null && { trackers: [{ name: tracker, kind: "jira", writable: true }] },
        },
        now: wall,
      },
    },
  };
}

/** [P2.8, R16] SESSION_ENDED, with this many of the newest ballots. */
export function sessionEndedFrame(
  room: ModelRoom,
  { reason, newest }: { readonly reason: string; readonly newest: number },
): ExpectedFrame {
  const ended_at = room.wall();
  const participants = room.everybody.map((person) => ({
    member_id: new MemberId(person.who),
    name: person.shown,
    joined_at: person.joined_at,
    left_at: person === room.admin && reason === "admin_left" ? ended_at : person.left_at,
  }));
  const earlier_ballots = room.past.length - newest;
  const ballots = room.past.slice(earlier_ballots).map((ballot) => revealed(ballot));
  const { id: room_id, created_at } = room;
  const results = { room_id, created_at, ended_at, participants, ballots };
  const data = { reason, results, ...earlier_ballots > 0 && { earlier_ballots } };
  return { what: "SESSION_ENDED", json: { type: "SESSION_ENDED", data } };
}

function ticketOf({ ticket, about }: Ballot): Readonly<Record<string, Expected>> {
  return { ticket_id: ticket, ...about };
}

/** [R13] */
function summaryOf(cards: readonly string[], deck: Deck): Expected {
  const count = (wanted: readonly string[]) =>
    wanted.map((card) => ({ card, count: cards.filter((one) => one === card).length }))
      .filter(({ count }) => count > 0);
  const counts = count(deck.cards.filter((card) => !APART.includes(card)));
  const numbers = cards.flatMap((card) => numberOn(card) ?? []).sort((a, b) => a - b);
  const middle = numbers.length / 2;
  const [low, high] = [numbers[Math.ceil(middle) - 1], numbers[Math.floor(middle)]];
  return {
    counts,
    counted_apart: count(deck.cards.filter((card) => APART.includes(card))),
    mean: meanOf(numbers),
    median: low === undefined || high === undefined ? null : meanOf([low, high]),
    min: numbers[0] ?? null,
    max: numbers[numbers.length - 1] ?? null,
    consensus: counts.length === 1,
    suggestion: counts.length === 1
      ? counts[0]?.card ?? null
      : low === undefined || high === undefined
      ? null
      : nearest(deck, (low + high) / 2),
  };
}

/** The card nearest to a number; of two the larger one. Exact, because all numbers are multiples of a quarter. */
function nearest(deck: Deck, wanted: number): string | null {
  const numbered = deck.cards.flatMap((card) => {
    const number = numberOn(card);
    return number === null ? [] : [{ card, off: Math.abs(number - wanted), number }];
  });
  const [first] = numbered.sort((a, b) => a.off - b.off || b.number - a.number);
  return first?.card ?? null;
}

/** Cards that are counted apart [R13]. */
const APART: readonly string[] = ["?", "\uff1f", "\u2615"];

/** The mean, rounded to 2 decimals, halves up. Exact, because all numbers are multiples of a half. */
export function meanOf(numbers: readonly number[]): number | null {
  if (numbers.length === 0) return null;
  const sum = numbers.reduce((all, n) => all + n, 0);
  return Math.floor((200 * sum / numbers.length + 1) / 2) / 100;
}

/** The number of a card; null: it has none. */
export function numberOn(card: string): number | null {
  if (card === "\u00bd" || card === "0,5") return 0.5;
  return card !== "" && !Number.isNaN(Number(card)) ? Number(card) : null;
}

/** How often each card was played, in the order of results: first estimates, then the others. */
export function countsOf(cards: readonly string[], deck: Deck): readonly [string, number][] {
  const order = [
    ...deck.cards.filter((card) => !APART.includes(card)),
    ...deck.cards.filter((card) => APART.includes(card)),
  ];
  return order.map((card): [string, number] => [card, cards.filter((one) => one === card).length])
    .filter(([, count]) => count > 0);
}
