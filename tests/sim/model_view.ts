/** What v2 members are to see of a room of the model [P2.2, P2.4, P2.8], worked out from its plain lists. */
import { type Expected, MemberId, NewRoom, Token } from "./expected.ts";
import type { ModelRoom } from "./model_room.ts";
import type { Ballot, Deck, Person } from "./person.ts";
import type { Told } from "./told.ts";

/** [P2.4] The whole room, but for its version. */
export function visible(room: ModelRoom): Readonly<Record<string, Expected>> {
  const { ballot, deck } = room;
  return {
    room_id: room.id,
    created_at: room.created_at,
    capacity: room.capacity,
    deck: { name: deck.name, cards: deck.cards },
    settings: { auto_reveal: room.auto_reveal, on_admin_leave: room.on_admin_leave },
    admin_id: new MemberId(room.admin.who),
    members: room.here.map((person) => ({
      member_id: new MemberId(person.who),
      name: person.shown,
      role: person.role,
      presence: person.away === null ? "online" : "away",
      voted: ballot?.votes.some(({ who }) => who === person) ?? false,
    })),
    ballot: ballot && (ballot.revealed ? { ...revealed(ballot, deck), phase: "revealed" } : {
      ...ticketOf(ballot),
      attempt: ballot.attempt,
      phase: ballot.complete ? "complete" : "voting",
      opened_at: ballot.opened_at,
    }),
    queue: room.queue.map((ticket) => ({ ...ticket })),
    timer: room.timer_ends_at === null ? null : { ends_at: room.timer_ends_at },
    results_count: room.past.length,
  };
}

/** A ballot that has been revealed, as everybody may know it. */
export function revealed(ballot: Ballot, deck: Deck): Readonly<Record<string, Expected>> {
  return {
    ...ticketOf(ballot),
    attempt: ballot.attempt,
    opened_at: ballot.opened_at,
    revealed_at: ballot.revealed_at,
    votes: ballot.votes.map(({ who, card }) => ({
      member_id: new MemberId(who.who),
      name: who.shown,
      card,
    })),
    summary: summaryOf(ballot.votes.map(({ card }) => card), deck),
    ...ballot.estimate !== null && { estimate: ballot.estimate },
  };
}

/** [P2.2] The first frame. `takesRoom` is asked where the room's id is not known yet. */
export function welcomeTold(
  room: ModelRoom,
  person: Person,
  { now, takesRoom }: {
    readonly now: number;
    readonly takesRoom: (room_id: string) => string | null;
  },
): Told {
  const own = room.open?.votes.find(({ who }) => who === person);
  const token = new Token(person.who);
  const known = room.id === "" ? { room_id: new NewRoom(takesRoom) } : {};
  return {
    what: "WELCOME",
    version: room.version,
    json: {
      type: "WELCOME",
      data: {
        room: { ...visible(room), ...known, version: room.version },
        you: {
          member_id: new MemberId(person.who),
          resume_token: token,
          ...own !== undefined && { vote: own.card },
        },
        server: { name: "estimatex-server", version: "0.0.0" },
        now,
      },
    },
  };
}

/** [P2.8, R16] */
export function endedTold(room: ModelRoom, reason: string, now: number): Told {
  const participants = room.everybody.map((person) => ({
    member_id: new MemberId(person.who),
    name: person.shown,
    joined_at: person.joined_at,
    left_at: person === room.admin && reason === "admin_left" ? now : person.left_at,
  }));
  const ballots = room.past.map((ballot) => revealed(ballot, room.deck));
  const { id: room_id, created_at } = room;
  const results = { room_id, created_at, ended_at: now, participants, ballots };
  return { what: "SESSION_ENDED", json: { type: "SESSION_ENDED", data: { reason, results } } };
}

function ticketOf({ ticket, title }: Ballot): Readonly<Record<string, Expected>> {
  return { ticket_id: ticket, ...title !== "" && { title } };
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
    mean: numbers.length === 0 ? null : numbers.reduce((sum, n) => sum + n, 0) / numbers.length,
    median: low === undefined || high === undefined ? null : (low + high) / 2,
    min: numbers[0] ?? null,
    max: numbers[numbers.length - 1] ?? null,
    consensus: counts.length === 1,
  };
}

/** Cards that are no estimate [R13]. */
const APART: readonly string[] = ["?", "\u2615"];

/** The number on a card of the decks here. */
export function numberOn(card: string): number | null {
  if (card === "\u00bd") return 0.5;
  return card !== "" && !Number.isNaN(Number(card)) ? Number(card) : null;
}

/** How many played which card, in the order that results have them in: estimates, then the others. */
export function countsOf(cards: readonly string[], deck: Deck): readonly [string, number][] {
  const order = [
    ...deck.cards.filter((card) => !APART.includes(card)),
    ...deck.cards.filter((card) => APART.includes(card)),
  ];
  return order.map((card): [string, number] => [card, cards.filter((one) => one === card).length])
    .filter(([, count]) => count > 0);
}
