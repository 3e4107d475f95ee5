/**
 * The model of the room in moderated_room.ts, as an immutable value, which each command replaces. It has no
 * permissions, because no command there must be refused.
 */
import { assertEquals } from "@std/assert";
import type { DataOf, PastBallot, Room } from "../e2e/v2_shapes.ts";

/** The members who stay all the time, the admin first. */
export const PEOPLE = ["ana", "ben"] as const;
export type Person = (typeof PEOPLE)[number];

export interface Ticket {
  readonly ticket_id: string;
  readonly title?: string;
  readonly url?: string;
  readonly description?: string;
}

interface Seated {
  readonly name: string;
  readonly role: "voter" | "observer";
}

/** An open ballot. */
export interface Open {
  readonly ticket: Ticket;
  /** Whether its ticket returns to the queue when it is cancelled. */
  readonly queued: boolean;
  readonly cards: Readonly<Partial<Record<Person, string>>>;
  /** Whether there was a nudge. */
  readonly nudged: boolean;
}

/** A revealed ballot. */
interface Past {
  readonly ticket: Ticket;
  readonly attempt: number;
  readonly cards: Readonly<Record<string, string>>;
  readonly estimate: string | null;
  readonly note: string | null;
}

export interface Model {
  readonly name: string | null;
  readonly capacity: number;
  readonly deck: readonly string[];
  readonly locked: boolean;
  readonly passcode: string | null;
  readonly settings: {
    readonly auto_reveal: boolean;
    readonly on_admin_leave: "close" | "promote";
    readonly who_runs: "admin" | "everyone";
  };
  /** In the order in which they joined, `PEOPLE` first. */
  readonly seated: readonly Seated[];
  /** Barred people, with their addresses. */
  readonly barred: readonly { readonly name: string; readonly address: string }[];
  readonly queue: readonly Ticket[];
  /** `shown`: the last revealed ballot is still on the table. */
  readonly ballot: Open | "shown" | null;
  readonly timer: { readonly reveal: boolean } | null;
  readonly results: readonly Past[];
  /** The number of the last attempt at each ticket, also of cancelled ones [R11a, R12]. */
  readonly attempts: Readonly<Record<string, number>>;
}

/** Cards that nothing else looks like. */
export const DECKS = [["QUOKKA", "WOMBAT", "NUMBAT"], ["POSSUM", "DUNNART", "BILBY"]] as const;

/** The room as it is opened. */
export const FIRST: Model = {
  name: null,
  capacity: 6,
  deck: DECKS[0],
  locked: false,
  passcode: null,
  settings: { auto_reveal: false, on_admin_leave: "close", who_runs: "admin" },
  seated: PEOPLE.map((name) => ({ name, role: "voter" })),
  barred: [],
  queue: [],
  ballot: null,
  timer: null,
  results: [],
  attempts: {},
};

/** [R11, P2.5] The state after a reveal, without a timer. */
export function revealed(model: Model, { ticket, cards }: Open): Model {
  const named = PEOPLE.flatMap((person, n) => {
    const [name, card] = [model.seated[n]?.name, cards[person]];
    return name === undefined || card === undefined ? [] : [[name, card] as const];
  });
  const attempt = model.attempts[ticket.ticket_id] ?? 0;
  const past = { ticket, attempt, cards: Object.fromEntries(named), estimate: null, note: null };
  return { ...model, ballot: "shown", timer: null, results: [...model.results, past] };
}

/** What members see of the model, in the form of `seen`. */
export function shown(model: Model): unknown {
  const { ballot, passcode, barred: _, attempts, ...rest } = model;
  if (ballot === null || ballot === "shown") {
    const last = ballot === null ? null : model.results.at(-1);
    return { ...rest, passcode: passcode !== null, ballot: last };
  }
  const { ticket, cards } = ballot;
  const attempt = attempts[ticket.ticket_id];
  const own = PEOPLE.map((person) => cards[person] ?? null);
  return { ...rest, passcode: passcode !== null, ballot: { ticket, attempt, own } };
}

/** A member who has resumed. */
interface Returned {
  readonly id: string;
  readonly welcome: DataOf<"WELCOME">;
  readonly room: Room;
}

/** What the two members see after they have resumed, ana first, with the results that they fetched. */
export function seen(
  people: readonly [Returned, Returned],
  results: readonly PastBallot[],
): unknown {
  const [{ room }] = people;
  const { name = null, capacity, deck, locked, passcode, settings, queue, ballot, timer } = room;
  const common = {
    name,
    capacity,
    deck: deck.cards,
    locked,
    passcode,
    settings,
    seated: room.members.map(({ name, role }) => ({ name, role })),
    queue,
    timer: timer === null ? null : { reveal: timer.reveal === true },
    results: results.map(pastOf),
  };
  if (ballot === null) return { ...common, ballot };
  if (ballot.phase === "revealed") return { ...common, ballot: pastOf(ballot) };
  const own = people.map(({ welcome }) => welcome.you.vote ?? null);
  for (const [n, { id }] of people.entries()) {
    const voted = room.members.find(({ member_id }) => member_id === id)?.voted;
    assertEquals(voted, own[n] !== null, `whether ${PEOPLE[n]} has voted`);
  }
  return { ...common, ballot: { ticket: ticketOf(ballot), attempt: ballot.attempt, own } };
}

function pastOf({ votes = [], attempt, ...ballot }: PastBallot): Past {
  const { estimate = null, note = null } = ballot;
  const cards = Object.fromEntries(votes.map(({ name, card }) => [name, card]));
  assertEquals(Object.keys(cards).length, votes.length, "one vote each");
  return { ticket: ticketOf(ballot), attempt, cards, estimate, note };
}

function ticketOf({ ticket_id, title, url, description }: Ticket): Ticket {
  return {
    ticket_id,
    ...title !== undefined && { title },
    ...url !== undefined && { url },
    ...description !== undefined && { description },
  };
}
