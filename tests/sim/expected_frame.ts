/**
 * What a member must be sent next, and whether a frame is that. The wording is the server's own; type, fields,
 * order and who and what is mentioned are not. No code of the server's in here.
 */
import { difference, type Expected, type Seen } from "./expected.ts";
import { countsOf, meanOf, numberOn } from "./model_view.ts";
import type { Deck } from "./person.ts";

/** One frame, or the close, that a member must get next. */
export interface ExpectedFrame {
  /** An event's type; "line" and "results" for plain text; "close" for the end of the connection. */
  readonly what: string;
  /** To v2: the whole frame, and the version of the room that it welcomes to. */
  readonly json?: Expected;
  readonly version?: number;
  /** Names, tickets and ids it has to mention, and no others. */
  readonly mentions?: readonly string[];
  /** Data fields besides `message`, exactly. */
  readonly data?: Readonly<Record<string, string>>;
  readonly choices?: readonly Choice[];
  readonly ballots?: readonly {
    readonly ticket: string;
    readonly attempt: number;
    /** What it was voted on with. */
    readonly deck: Deck;
    readonly cards: readonly string[];
  }[];
  readonly code?: number;
  /** An answer to whoever sent something: may quote it, and limits. */
  readonly own?: boolean;
  /** The connection's last frame; the code it is then closed with when the peer is quiet. */
  readonly thenClosed?: number;
  /** Takes the id of a new room; mentions what is wrong with it. */
  readonly takesRoom?: (room_id: string) => string | null;
}

/** A revealed vote; `who` is a number that the run has given to the member. */
export interface Choice {
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

/** What is wrong with `frame` where `expected` was due; null: nothing. */
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

/** [R11, R12] Exactly these votes, under ids that stay the same and are nobody else's. */
function wrongChoices(choices: readonly Choice[], map: unknown, { ids }: Seen): string | null {
  const got = isRecord(map) ? Object.entries(map) : [];
  if (got.length !== choices.length) {
    return `[R12] ${got.length} votes revealed, ${choices.length} were cast`;
  }
  for (const { who, name, card } of choices) {
    const ofName = got.filter(([, vote]) => isRecord(vote) && vote["MemberName"] === name);
    // [R9] who left and who came may have the same name
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

/** [R13, R16] A row for each revealed ballot, in order, with its cards counted; none for any other. */
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

/** [R7] A digit that is in no name, ticket or id is a card, or computed from cards. */
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

/** The event in a frame; null for plain text. What parses as JSON and is no event makes a client exit [P1]. */
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

/** A sentence: to find that out by an exception takes as long as all else. */
const NO_JSON = /^[A-Z]/;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
