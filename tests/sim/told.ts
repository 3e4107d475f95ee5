/**
 * What a member is to be told, and whether a frame tells it. The words are the server's own; type, fields,
 * order and who and what is mentioned are not. No code of the server's in here.
 */
import { difference, type Expected, type Seen } from "./expected.ts";
import { countsOf, numberOn } from "./model_view.ts";
import type { Deck } from "./person.ts";

/** One frame, or the close, that a member must get next. */
export interface Told {
  /** An event's type; "line" and "results" for plain text; "close" for the end of the connection. */
  readonly what: string;
  /** To v2: the whole frame, and the version of the room that it welcomes to. */
  readonly json?: Expected;
  readonly version?: number;
  /** Names, tickets and ids it has to mention, and no others. */
  readonly says?: readonly string[];
  /** Data fields besides `message`, exactly. */
  readonly data?: Readonly<Record<string, string>>;
  readonly choices?: readonly Choice[];
  readonly ballots?: readonly {
    readonly ticket: string;
    readonly attempt: number;
    cards: string[];
  }[];
  /** What the ballots were voted on with. */
  readonly deck?: Deck;
  readonly code?: number;
  /** An answer to whoever asked: may quote what was sent, and limits. */
  readonly own?: boolean;
  /** The connection's last words, and the code it is then closed with when the peer is quiet. */
  readonly then_closed?: number;
  /** Takes the id of a new room; says what is wrong with it. */
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

/** What is wrong with `frame` where `told` was due; null: nothing. */
export function mismatch(told: Told, frame: string, seen: Seen): string | null {
  if (told.json !== undefined) {
    const wrong = difference(told.json, JSON.parse(frame), seen);
    return wrong === null ? null : `[P2] ${told.what}${wrong}`;
  }
  const event = parse(frame);
  const what = event === null ? "text" : event.type;
  if (told.what === "line" || told.what === "results") {
    if (event !== null) return `[P1.2] ${what} came where a line was due`;
    const wrong = told.what === "results" ? wrongResults(told, frame) : null;
    return wrong ?? unmentioned(told, frame) ?? leak(told, frame);
  }
  if (event === null || what !== told.what) return `[P1.2] ${what} came where ${told.what} was due`;
  return wrongData(told, event.data, seen) ?? leak(told, frame);
}

function wrongData(told: Told, data: Record<string, unknown>, seen: Seen): string | null {
  const fields = { ...data };
  if (WITH_MESSAGE.has(told.what)) {
    if (typeof fields["message"] !== "string") return `[P1] ${told.what} without a message`;
    const wrong = unmentioned(told, fields["message"]);
    if (wrong !== null) return wrong;
    delete fields["message"];
  }
  if (told.choices !== undefined) {
    const wrong = wrongChoices(told.choices, fields["client_vote_choice_map"], seen);
    if (wrong !== null) return wrong;
    delete fields["client_vote_choice_map"];
  }
  if (told.takesRoom !== undefined) {
    const wrong = told.takesRoom(`${fields["room_id"]}`);
    if (wrong !== null) return wrong;
    delete fields["room_id"];
  }
  for (const [field, value] of Object.entries(told.data ?? {})) {
    if (fields[field] !== value) return `[P1] ${field} is ${fields[field]}, not ${value}`;
    delete fields[field];
  }
  const [surplus] = Object.keys(fields);
  return surplus === undefined ? null : `[P1] ${told.what} has a field ${surplus}`;
}

/** [R11, R12] Exactly these votes, under ids that stay the same and are nobody else's. */
function wrongChoices(choices: readonly Choice[], map: unknown, { ids }: Seen): string | null {
  const got = isRecord(map) ? Object.entries(map) : [];
  if (got.length !== choices.length) {
    return `[R12] ${got.length} votes revealed, ${choices.length} were cast`;
  }
  for (const { who, name, card } of choices) {
    const found = got.filter(([, vote]) => isRecord(vote) && vote["MemberName"] === name);
    const [id, vote] = found[0] ?? [];
    if (id === undefined || found.length > 1 || !isRecord(vote)) return `[R12] no vote of ${name}`;
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
function wrongResults({ ballots = [], deck }: Told, text: string): string | null {
  const lines = text.split("\n");
  const head = lines.findIndex((line) => line.startsWith("Ticket "));
  const rows = head < 0 ? [] : lines.slice(head + 1);
  const shown = ballots.slice(-50);
  if (rows.length !== shown.length) return `[R16] ${rows.length} rows, not ${shown.length}`;
  for (const [at, { ticket, attempt, cards }] of shown.entries()) {
    const name = attempt === 1 ? ticket : `${ticket} (attempt ${attempt})`;
    const [first, votes, mean] = (rows[at] ?? "").split(/ {2,}/);
    if (first !== name) return `[R16] row ${at} is ${first}, not ${name}`;
    const counted = (deck === undefined ? [] : countsOf(cards, deck))
      .map(([card, count]) => count === 1 ? card : `${card} x${count}`).join(", ");
    if (votes !== counted) return `[R13] ${name}: ${votes}, not ${counted}`;
    const numbers = cards.flatMap((card) => numberOn(card) ?? []);
    const sum = numbers.reduce((total, number) => total + number, 0);
    const expected = numbers.length === 0
      ? "-"
      : String(Math.round(sum / numbers.length * 10) / 10);
    if (mean !== expected) return `[R13] ${name}: a mean of ${mean}, not ${expected}`;
  }
  return null;
}

function unmentioned({ says = [] }: Told, text: string): string | null {
  for (const one of says) {
    const at = text.indexOf(one);
    if (at < 0) return `[P1.2] "${text}" does not mention ${one}`;
    // "Ana" is not mentioned by "Ana (2)"
    if (/^ \(\d/.test(text.slice(at + one.length))) return `[P1.2] "${text}" is not about ${one}`;
  }
  return null;
}

/** [R7] A digit that is in no name, ticket or id is a card, or computed from cards. */
function leak(told: Told, frame: string): string | null {
  if (told.own || told.what === "VOTES_REVEALED" || told.what === "results") return null;
  let rest = frame;
  for (const known of [...told.says ?? [], ...Object.values(told.data ?? {})]) {
    rest = rest.replaceAll(known, "");
  }
  return /\d/.test(rest) ? `[R7] a card in ${frame}` : null;
}

/** The event in a frame; null for plain text. What parses as JSON and is no event makes a client exit [P1]. */
export function parse(frame: string): { type: string; data: Record<string, unknown> } | null {
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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
