/**
 * The commands in a moderated room: each is drawn only if it is allowed in the room's state, and comes with the state
 * after it.
 */
import type { Random } from "../sim/random.ts";
import { DECKS, type Model, type Open, type Person, revealed, type Ticket } from "./model.ts";

/** Few tickets, so that each has many attempts. */
const TICKETS = ["T-A", "T-B", "T-C", "T-D", "T-E", "T-F"];
const WORDS = ["sand", "sea", "sun", "salt", ""];
const NAMES = ["ben", "benno", "benjamin"];
/** The smallest capacity: seats for the members, a guest, and a newcomer. */
const CAPACITY_MIN = 4;
const CAPACITY_MAX = 9;
/** A timer that does not end during the test, in seconds. */
const LONG_TIMER_S = 3_600;

/** A command, and the states after it. */
export interface Order {
  readonly by: Person;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** The state after it, and those that may follow by themselves. */
  readonly after: readonly [Model, ...Model[]];
  /** The refusal that is also allowed. */
  readonly refusal?: string;
}

type Draw = (model: Model, random: Random) => Order | null;

/** Draws the next command. */
export function draw(model: Model, random: Random): Order {
  for (;;) {
    const order = random.pick(DRAWS)(model, random);
    if (order !== null) return order;
  }
}

/** Draws of each command, in the order of the protocol document; null: it is not allowed now. */
const DRAWS: readonly Draw[] = [
  (model, random) => {
    const { ballot, seated } = model;
    const voters = PERSONS.filter((_, n) => seated[n]?.role === "voter");
    if (!isOpen(ballot) || voters.length === 0) return null;
    const by = random.pick(voters);
    const vote = random.pick(model.deck);
    const { ticket_id } = ballot.ticket;
    const cards = { ...ballot.cards, [by]: vote };
    const after = { ...model, ballot: { ...ballot, cards } };
    return { by, type: "MEMBER_VOTED", data: { ticket_id, vote }, after: [after] };
  },
  (model, random) => {
    const role = model.seated[1]?.role === "voter" ? "observer" : "voter";
    const after = withBenAs(model, role);
    const [by, type, data] = random.pick(
      [
        ["ben", "SET_ROLE", { role }],
        ["ana", "SET_MEMBER_ROLE", { role, member_id: "ben" }],
      ] as const,
    );
    return { by, type, data, after: [after] };
  },
  (model, random) => {
    const name = random.pick(NAMES);
    const seated = model.seated.with(1, { name, role: model.seated[1]?.role ?? "voter" });
    return { by: "ben", type: "RENAME", data: { name }, after: [{ ...model, seated }] };
  },
  (model, random) => {
    if (isOpen(model.ballot)) return null;
    const ticket_id = random.pick(TICKETS);
    const queued = model.queue.find((ticket) => ticket.ticket_id === ticket_id);
    const title = random.pick(WORDS);
    const ticket = cleaned({ ticket_id, ...queued, ...title !== "" && { title } });
    const data = { ticket_id, ...title !== "" && { title } };
    const after = begun(model, { ticket, queued: queued !== undefined });
    return { by: runner(model, random), type: "BEGIN_VOTING", data, after: [after] };
  },
  (model, random) => {
    if (isOpen(model.ballot)) return null;
    const ticket = { ticket_id: nextVote(model) };
    const after = begun(model, { ticket, queued: false });
    return { by: runner(model, random), type: "BEGIN_VOTING", data: {}, after: [after] };
  },
  (model) => {
    const { ballot } = model;
    if (!isOpen(ballot)) return null;
    const { ticket, queued } = ballot;
    const others = model.queue.filter(({ ticket_id }) => ticket_id !== ticket.ticket_id);
    const queue = queued ? [ticket, ...others] : model.queue;
    const after = { ...model, ballot: null, timer: null, queue };
    return { by: "ana", type: "CANCEL_BALLOT", data: {}, after: [after] };
  },
  (model, random) => {
    const { ballot, seated } = model;
    if (!isOpen(ballot)) return null;
    // the other member has not voted, and can be nudged
    const by = runner(model, random);
    const other = by === "ana" ? "ben" : "ana";
    const isAsked = seated[PERSONS.indexOf(other)]?.role === "voter";
    if (!isAsked || ballot.cards[other] !== undefined) return null;
    const after = { ...model, ballot: { ...ballot, nudged: true } };
    return {
      by,
      type: "NUDGE",
      data: {},
      after: [after],
      ...ballot.nudged && { refusal: "too_soon" },
    };
  },
  (model, random) => {
    const { ballot, queue } = model;
    if (ballot === null) return null;
    const ticket = isOpen(ballot) ? ballot.ticket : model.results.at(-1)?.ticket;
    if (ticket === undefined) return null;
    // a revealed ticket may have been queued again
    const isQueued = queue.some(({ ticket_id }) => ticket_id === ticket.ticket_id);
    const after = begun(model, { ticket, queued: isQueued || isOpen(ballot) && ballot.queued });
    return { by: runner(model, random), type: "RESTART_VOTING", data: {}, after: [after] };
  },
  (model) => {
    const { ballot } = model;
    if (!hasVotes(ballot)) return null;
    const data = { ticket_id: ballot.ticket.ticket_id, force: true };
    return { by: "ana", type: "REVEAL_VOTES", data, after: [revealed(model, ballot)] };
  },
  (model, random) => noted(model, random, "SET_ESTIMATE"),
  (model, random) => noted(model, random, "SET_NOTE"),
  (model, random) => {
    const known = [...model.queue, ...isOpen(model.ballot) ? [model.ballot.ticket] : []];
    const rest = TICKETS.filter((id) => !known.some(({ ticket_id }) => ticket_id === id));
    if (rest.length === 0) return null;
    const [ticket_id, title] = [random.pick(rest), random.pick(WORDS)];
    const ticket = cleaned({ ticket_id, title });
    const after = { ...model, queue: [...model.queue, ticket] };
    return { by: "ana", type: "QUEUE_TICKETS", data: { tickets: [ticket] }, after: [after] };
  },
  (model, random) => {
    const { queue, ballot } = model;
    if (queue.length === 0 && !isOpen(ballot)) return null;
    const word = random.pick(WORDS);
    const changes = random.pick([
      { title: word },
      { url: word === "" ? "" : `https://tracker.example/${word}` },
      { description: word === "" ? "" : `# ${word}\n- ${word}` },
    ]);
    const old = random.pick([...queue, ...isOpen(ballot) ? [ballot.ticket] : []]);
    const ticket = cleaned({ ...old, ...changes });
    const isBallot = isOpen(ballot) && ballot.ticket === old;
    const after = isBallot
      ? { ...model, ballot: { ...ballot, ticket } }
      : { ...model, queue: queue.with(queue.indexOf(old), ticket) };
    const data = { ticket_id: old.ticket_id, ...changes };
    return { by: "ana", type: "EDIT_TICKET", data, after: [after] };
  },
  (model, random) => {
    const { queue } = model;
    if (queue.length < 2) return null;
    const ticket = random.pick(queue);
    const others = queue.filter((one) => one !== ticket);
    const at = random.between(0, others.length);
    const before = others[at]?.ticket_id;
    const after = { ...model, queue: others.toSpliced(at, 0, ticket) };
    const data = { ticket_id: ticket.ticket_id, ...before !== undefined && { before } };
    return { by: "ana", type: "MOVE_TICKET", data, after: [after] };
  },
  (model, random) => {
    const { queue } = model;
    if (queue.length === 0) return null;
    const ticket = random.pick(queue);
    const after = { ...model, queue: queue.filter((one) => one !== ticket) };
    const data = { ticket_id: ticket.ticket_id };
    return { by: "ana", type: "REMOVE_TICKET", data, after: [after] };
  },
  (model, random) => {
    const name = random.pick(WORDS);
    return changed(model, { name }, { name: name === "" ? null : name });
  },
  (model, random) => {
    const capacity = random.between(CAPACITY_MIN, CAPACITY_MAX);
    return changed(model, { capacity }, { capacity });
  },
  (model, random) => {
    if (isOpen(model.ballot)) return null;
    const deck = random.pick(DECKS);
    return changed(model, { deck: deck.join(",") }, { deck });
  },
  (model) => changed(model, { locked: !model.locked }, { locked: !model.locked }),
  (model, random) => {
    // a changed passcode would not be visible, so it is removed first
    const passcode = model.passcode === null ? `sesame ${random.below(1_000)}` : null;
    return changed(model, { passcode }, { passcode });
  },
  (model) => {
    const who_runs = model.settings.who_runs === "admin" ? "everyone" : "admin";
    return settled(model, { who_runs });
  },
  (model, random) => settled(model, { on_admin_leave: random.pick(["close", "promote"]) }),
  (model) => {
    const after = { ...model, timer: { reveal: false } };
    return { by: "ana", type: "START_TIMER", data: { seconds: LONG_TIMER_S }, after: [after] };
  },
  (model) => ({ by: "ana", type: "STOP_TIMER", data: {}, after: [{ ...model, timer: null }] }),
  (model) => {
    const { ballot } = model;
    if (!hasVotes(ballot)) return null;
    // it is visible until its end, which may be after a restart
    const after = [{ ...model, timer: { reveal: true } }, revealed(model, ballot)] as const;
    return { by: "ana", type: "START_TIMER", data: { seconds: 1, reveal: true }, after };
  },
];

const PERSONS: readonly Person[] = ["ana", "ben"];

function changed(
  model: Model,
  data: Readonly<Record<string, unknown>>,
  changes: Partial<Model>,
): Order {
  return { by: "ana", type: "SET_ROOM", data, after: [{ ...model, ...changes }] };
}

function settled(model: Model, data: Partial<Model["settings"]>): Order {
  const after = { ...model, settings: { ...model.settings, ...data } };
  return { by: "ana", type: "SET_SETTINGS", data, after: [after] };
}

/** An estimate or a note, which the last attempt at the ticket gets [P2.5, P2.5a]. */
function noted(model: Model, random: Random, type: "SET_ESTIMATE" | "SET_NOTE"): Order | null {
  const { results } = model;
  if (results.length === 0) return null;
  const { ticket: { ticket_id } } = random.pick(results);
  const at = results.findLastIndex(({ ticket }) => ticket.ticket_id === ticket_id);
  const old = results[at];
  if (old === undefined) return null;
  const word = random.pick(WORDS);
  const [data, past] = type === "SET_NOTE"
    ? [{ note: word }, { ...old, note: word === "" ? null : word }]
    : [{ estimate: `E ${word}`.trim() }, { ...old, estimate: `E ${word}`.trim() }];
  const after = { ...model, results: results.with(at, past) };
  return { by: "ana", type, data: { ticket_id, ...data }, after: [after] };
}

function begun(model: Model, { ticket, queued }: Pick<Open, "ticket" | "queued">): Model {
  const { ticket_id } = ticket;
  return {
    ...model,
    ballot: { ticket, queued, cards: {}, nudged: false },
    queue: model.queue.filter((one) => one.ticket_id !== ticket_id),
    attempts: { ...model.attempts, [ticket_id]: (model.attempts[ticket_id] ?? 0) + 1 },
  };
}

/** [R11a] */
function nextVote({ attempts }: Model): string {
  const numbers = Object.keys(attempts).map((id) => Number(/^Vote (\d+)$/.exec(id)?.[1] ?? 0));
  return `Vote ${Math.max(0, ...numbers) + 1}`;
}

/** Who may begin [R11b]. */
function runner({ settings, seated }: Model, random: Random): Person {
  const isOpenToAll = settings.who_runs === "everyone" && seated[1]?.role === "voter";
  return isOpenToAll ? random.pick(PERSONS) : "ana";
}

/** [R9] Changes ben's role; as an observer he loses his vote on the open ballot. */
function withBenAs(model: Model, role: "voter" | "observer"): Model {
  const { ballot } = model;
  const seated = model.seated.with(1, { name: model.seated[1]?.name ?? "", role });
  if (!isOpen(ballot) || role === "voter") return { ...model, seated };
  const { ben: _, ...cards } = ballot.cards;
  return { ...model, seated, ballot: { ...ballot, cards } };
}

function isOpen(ballot: Model["ballot"]): ballot is Open {
  return ballot !== null && ballot !== "shown";
}

function hasVotes(ballot: Model["ballot"]): ballot is Open {
  return isOpen(ballot) && Object.keys(ballot.cards).length > 0;
}

/** A ticket without empty fields. */
function cleaned({ ticket_id, ...about }: Ticket): Ticket {
  const filled = Object.entries(about).filter(([, text]) => text !== "");
  return { ticket_id, ...Object.fromEntries(filled) };
}
