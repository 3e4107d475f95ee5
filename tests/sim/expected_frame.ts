/**
 * The frame that a member must be sent next, and the check whether a frame is that. The wording of sentences is free;
 * type, fields, order, and which names and tickets are mentioned are not. Uses no code of the server.
 */
import { difference, type Expected, type Seen } from "./expected.ts";
import { countsOf, meanOf, numberOn } from "./model_view.ts";
import type { Deck } from "./person.ts";

/** A frame, or the close, that a member must get next. */
export interface ExpectedFrame {
  /** An event's type; "line" and "results" for plain text; "close" for the end of the connection. */
  readonly what: string;
  /** For v2: the whole frame; of WELCOME also the room's version. */
  readonly json?: Expected;
  readonly version?: number;
  /** The names, tickets and ids that it must mention, and no others. */
  readonly mentions?: readonly string[];
  /** The exact data fields besides `message`. */
  readonly data?: Readonly<Record<string, string>>;
  readonly choices?: readonly Choice[];
  readonly ballots?: readonly {
    readonly ticket: string;
    readonly attempt: number;
    /** The deck of the ballot. */
    readonly deck: Deck;
    readonly cards: readonly string[];
  }[];
  readonly code?: number;
  /** It answers the client's own message, so it may quote that, and limits. */
  readonly own?: boolean;
  /** If it is the connection's last frame: the code of the close that follows. */
  readonly thenClosed?: number;
  /** Checks the id of a new room; returns what is wrong with it, or null. */
  readonly takesRoom?: (room_id: string) => string | null;
}

/** A revealed vote; `who` is the model's number for the member. */
interface Choice {
  readonly who: number;
  readonly name: string;
  readonly card: string;
}

const WITH_MESSAGE = new Set([
  "ROOM_JOIN_UPDATES",
  "ROOM_CAPACITY_REACHED",
  "BEGIN_VOTING_PROMPT",
  "VOTING_COMPLETED",
  "REVEAL_VOTES_PROMPT",
  "AWAITING_ADMIN_VOTE_START",
]);

/** What is wrong with `frame`, if `expected` is due; null: nothing. */
export function mismatch(expected: ExpectedFrame, frame: string, seen: Seen): string | null {
  if (expected.json !== undefined) {
    const wrong = difference(expected.json, JSON.parse(frame), seen);
    return wrong === null ? null : `[P2] ${expected.what}${wrong}`;
  }
  const event = parse(frame);
  const what = event === null ? "text" : event.type;
  if (expected.what === "line" || expected.what === "results") {
    if (event !== null) return `[P1.2] ${what} came where a line was due`;
    const wrong = expected.what === "results" ? wrongResults(expected, frame) : null;
    return wrong ?? unmentioned(expected, frame) ?? leak(expected, frame);
  }
  if (event === null || what !== expected.what) {
    return `[P1.2] ${what} came where ${expected.what} was due`;
  }
  return wrongData(expected, event.data, seen) ?? leak(expected, frame);
}

function wrongData(
  expected: ExpectedFrame,
  data: Record<string, unknown>,
  seen: Seen,
): string | null {
  const fields = { ...data };
  if (WITH_MESSAGE.has(expected.what)) {
    if (typeof fields["message"] !== "string") return `[P1] ${expected.what} without a message`;
    const wrong = unmentioned(expected, fields["message"]);
    if (wrong !== null) return wrong;
    delete fields["message"];
  }
  if (expected.choices !== undefined) {
    const wrong = wrongChoices(expected.choices, fields["client_vote_choice_map"], seen);
    if (wrong !== null) return wrong;
    delete fields["client_vote_choice_map"];
  }
  if (expected.takesRoom !== undefined) {
    const wrong = expected.takesRoom(`${fields["room_id"]}`);
    if (wrong !== null) return wrong;
    delete fields["room_id"];
  }
  for (const [field, value] of Object.entries(expected.data ?? {})) {
    if (fields[field] !== value) return `[P1] ${field} is ${fields[field]}, not ${value}`;
    delete fields[field];
  }
  const [surplus] = Object.keys(fields);
  return surplus === undefined ? null : `[P1] ${expected.what} has a field ${surplus}`;
}

/** [R11, R12] Checks that there are exactly these votes, under the members' ids. */
function wrongChoices(choices: readonly Choice[], map: unknown, { ids }: Seen): string | null {
  const got = isRecord(map) ? Object.entries(map) : [];
  if (got.length !== choices.length) {
    return `[R12] ${got.length} votes revealed, ${choices.length} were cast`;
  }
  for (const { who, name, card } of choices) {
    const ofName = got.filter(([, vote]) => isRecord(vote) && vote["MemberName"] === name);
    // [R9] a member who left and one who came may have the same name
    const namesakes = choices.filter((one) => one.name === name).map((one) => ids.get(one.who));
    const [id, vote] = ofName.find(([id]) => id === ids.get(who)) ??
      ofName.find(([id]) => !namesakes.includes(id)) ?? [];
    if (id === undefined || !isRecord(vote)) return `[R12] no vote of ${name}`;
    if (vote["Value"] !== card) return `[R12] ${name} voted ${card}, not ${vote["Value"]}`;
    if (vote["MemberID"] !== id || Object.keys(vote).length !== 3) return `[P1] vote of ${name}`;
    const known = ids.get(who);
    if (known === undefined && [...ids.values()].includes(id)) return `[R18] ${id} is not ${name}`;
    if (known !== undefined && known !== id) return `[R18] ${name} was ${known}, is ${id}`;
    ids.set(who, id);
  }
  return null;
}

/** [R13, R16] Checks that there is a row for each revealed ballot, in order, with its counts, and no other. */
function wrongResults({ ballots = [] }: ExpectedFrame, text: string): string | null {
  const lines = text.split("\n");
  const head = lines.findIndex((line) => line.startsWith("Ticket "));
  const rows = head < 0 ? [] : lines.slice(head + 1);
  const shown = ballots.slice(-50);
  if (rows.length !== shown.length) return `[R16] ${rows.length} rows, not ${shown.length}`;
  for (const [at, { ticket, attempt, deck, cards }] of shown.entries()) {
    const name = attempt === 1 ? ticket : `${ticket} (attempt ${attempt})`;
    const [first, votes, mean] = (rows[at] ?? "").split(/ {2,}/);
    if (first !== name) return `[R16] row ${at} is ${first}, not ${name}`;
    const counted = countsOf(cards, deck)
      .map(([card, count]) => count === 1 ? card : `${card} x${count}`).join(", ");
    if (votes !== counted) return `[R13] ${name}: ${votes}, not ${counted}`;
    const numbers = cards.flatMap((card) => numberOn(card) ?? []);
    const expected = `${meanOf(numbers) ?? "-"}`;
    if (mean !== expected) return `[R13] ${name}: a mean of ${mean}, not ${expected}`;
  }
  return null;
}

function unmentioned({ mentions = [] }: ExpectedFrame, text: string): string | null {
  for (const one of mentions) {
    const [, ...after] = text.split(one);
    if (after.length === 0) return `[P1.2] "${text}" does not mention ${one}`;
    // "Ana" is not mentioned by "Ana (2)"
    const isNumbered = after.every((rest) => /^ \(\d/.test(rest));
    if (isNumbered) return `[P1.2] "${text}" is not about ${one}`;
  }
  return null;
}

/** [R7] Finds a digit that is in no known name, ticket or id: it must come from a card. */
function leak(expected: ExpectedFrame, frame: string): string | null {
  if (expected.own || expected.what === "VOTES_REVEALED" || expected.what === "results") {
    return null;
  }
  let rest = frame;
  const known = [...expected.mentions ?? [], ...Object.values(expected.data ?? {})];
  // "Ana (2)" before "Ana"
  for (const one of known.sort((a, b) => b.length - a.length)) {
    rest = rest.replaceAll(one, "");
  }
  return /\d/.test(rest) ? `[R7] a card in ${frame}` : null;
}

/**
 * The event in a frame; null for plain text. JSON that is no event, at which a v1 client would exit, gets a type that
 * is never expected [P1].
 */
export function parse(frame: string): { type: string; data: Record<string, unknown> } | null {
  if (NO_JSON.test(frame)) return null;
  let parsed: unknown;
  try {
    parsed = JSON.parse(frame);
  } catch {
    return null;
  }
  const event = isRecord(parsed) ? parsed : {};
  const { type, data } = event;
  if (typeof type !== "string" || !isRecord(data) || Object.keys(event).length !== 2) {
    return { type: `not an event: ${frame}`, data: {} };
  }
  return { type, data };
}

/** Matches a sentence. Parsing it as JSON first would take most of a run's time. */
const NO_JSON = /^[A-Z]/;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
