/**
 * Makes whatever a server sends safe for a terminal: texts are sanitised and bounded, lists bounded, and fields have
 * the right types. The content of a room is trusted, but nothing else: no escape sequence, of other members or of the
 * server itself, passes this module.
 */
import { isRecord } from "../protocol/is_record.ts";
import type {
  CardCount,
  Member,
  Nudge,
  OpenBallot,
  OwnVote,
  Participant,
  Results,
  RevealedBallot,
  RoomState,
  ShownBallot,
  Status,
  Summary,
  Ticket,
  Vote,
} from "../client/mod.ts";
import { checkDescription, type Checked, checkNote, checkUrl, sanitize } from "../protocol/text.ts";

/** The longest text, in characters, and the longest lists: more than an honest server ever sends. */
const TEXT_MAX = 256;
const SENTENCE_MAX = 1_000;
const UNCHECKED_MAX = 10_000;
const MEMBERS_MAX = 2_000;
const TICKETS_MAX = 1_000;
const CARDS_MAX = 64;
const BALLOTS_MAX = 10_000;
/** The last millisecond that a `Date` can hold. */
const TIME_MAX = 8.64e15;

type Fields = Readonly<Record<string, unknown>>;

/** A sentence for a person, on one line. */
export function cleanSentence(text: unknown): string {
  return cleanText(text, SENTENCE_MAX);
}

/** A room with the fields that this program knows, and nothing else. */
export function cleanRoom(room: RoomState): RoomState {
  const fields: Fields = { ...room };
  const settings = record(fields["settings"]);
  const timer = record(fields["timer"]);
  const deck = record(fields["deck"]);
  const name = cleanText(fields["name"]);
  return {
    room_id: cleanText(fields["room_id"]),
    version: number(fields["version"]),
    created_at: time(fields["created_at"]),
    capacity: number(fields["capacity"]),
    deck: { name: cleanText(deck["name"]), cards: texts(deck["cards"], CARDS_MAX) },
    ...name !== "" && { name },
    locked: fields["locked"] === true,
    passcode: fields["passcode"] === true,
    settings: {
      auto_reveal: settings["auto_reveal"] === true,
      on_admin_leave: settings["on_admin_leave"] === "promote" ? "promote" : "close",
      who_runs: settings["who_runs"] === "everyone" ? "everyone" : "admin",
    },
    admin_id: cleanText(fields["admin_id"]),
    members: list(fields["members"], MEMBERS_MAX, cleanMember),
    ballot: isRecord(fields["ballot"]) ? cleanBallot(fields["ballot"]) : null,
    queue: list(fields["queue"], TICKETS_MAX, cleanTicket),
    timer: typeof timer["ends_at"] === "number"
      ? { ends_at: time(timer["ends_at"]), ...timer["reveal"] === true && { reveal: true } }
      : null,
    results_count: number(fields["results_count"]),
  };
}

function cleanResults(results: Results): Results {
  const fields: Fields = { ...results };
  return {
    room_id: cleanText(fields["room_id"]),
    created_at: time(fields["created_at"]),
    ended_at: time(fields["ended_at"]),
    participants: list(fields["participants"], MEMBERS_MAX, cleanParticipant),
    ballots: cleanBallots(results.ballots),
  };
}

/** Revealed ballots, as many as are shown. */
export function cleanBallots(ballots: readonly RevealedBallot[]): readonly RevealedBallot[] {
  return list(ballots, BALLOTS_MAX, cleanRevealed);
}

/** This person's vote. */
export function cleanVote(vote: OwnVote | null): OwnVote | null {
  if (vote === null) return null;
  const { ticket_id, attempt, card, pending } = vote;
  return {
    ticket_id: cleanText(ticket_id),
    attempt: number(attempt),
    card: card === null ? null : cleanText(card),
    pending,
  };
}

/** Who waits for this person's vote, and on which ticket. */
export function cleanNudge({ ticket_id, by }: Nudge): Nudge {
  const { member_id: memberId, name } = by;
  return {
    ticket_id: cleanText(ticket_id),
    by: { member_id: cleanText(memberId), name: cleanText(name) || "?" },
  };
}

/** A status, in which everything that comes from the server is cleaned. */
export function cleanStatus(status: Status): Status {
  switch (status.state) {
    case "ended":
      return {
        ...status,
        reason: cleanText(status.reason) === status.reason ? status.reason : "unknown",
        results: status.results === null ? null : cleanResults(status.results),
      };
    case "closed": {
      const { message, code, field } = status;
      return {
        ...status,
        message: cleanSentence(message),
        code: cleanText(code),
        ...field !== undefined && { field: cleanText(field) },
      };
    }
    case "offline": {
      const { problem } = status;
      return { ...status, ...problem !== undefined && { problem: cleanSentence(problem) } };
    }
    default:
      return status;
  }
}

function cleanMember(fields: Fields): Member {
  return {
    member_id: cleanText(fields["member_id"]),
    name: cleanText(fields["name"]) || "?",
    role: fields["role"] === "observer" ? "observer" : "voter",
    presence: fields["presence"] === "away" ? "away" : "online",
    voted: fields["voted"] === true,
  };
}

function cleanTicket(fields: Fields): Ticket {
  const title = cleanText(fields["title"]);
  const url = passed(checkUrl, fields["url"]);
  const description = passed(checkDescription, fields["description"]);
  return {
    ticket_id: cleanText(fields["ticket_id"]),
    ...title !== "" && { title },
    ...url !== "" && { url },
    ...description !== "" && { description },
  };
}

/** A text that passes the server's own check, else "". */
function passed(check: (text: string) => Checked, value: unknown): string {
  const checked = check(typeof value === "string" ? value.slice(0, UNCHECKED_MAX) : "");
  return checked.ok ? checked.value : "";
}

function cleanBallot(fields: Fields): OpenBallot | ShownBallot {
  if (fields["phase"] === "revealed") return { ...cleanRevealed(fields), phase: "revealed" };
  return {
    ...cleanTicket(fields),
    phase: fields["phase"] === "complete" ? "complete" : "voting",
    attempt: number(fields["attempt"]),
    opened_at: time(fields["opened_at"]),
  };
}

function cleanRevealed(fields: Fields): RevealedBallot {
  const estimate = cleanText(fields["estimate"]);
  const note = passed(checkNote, fields["note"]);
  return {
    ...cleanTicket(fields),
    attempt: number(fields["attempt"]),
    opened_at: time(fields["opened_at"]),
    revealed_at: time(fields["revealed_at"]),
    ...Array.isArray(fields["votes"]) && { votes: list(fields["votes"], MEMBERS_MAX, cleanCard) },
    summary: cleanSummary(record(fields["summary"])),
    ...estimate !== "" && { estimate },
    ...note !== "" && { note },
  };
}

function cleanCard(fields: Fields): Vote {
  return {
    member_id: cleanText(fields["member_id"]),
    name: cleanText(fields["name"]) || "?",
    card: cleanText(fields["card"]),
  };
}

function cleanSummary(fields: Fields): Summary {
  return {
    counts: list(fields["counts"], CARDS_MAX, cleanCount),
    counted_apart: list(fields["counted_apart"], CARDS_MAX, cleanCount),
    mean: numberOrNull(fields["mean"]),
    median: numberOrNull(fields["median"]),
    min: numberOrNull(fields["min"]),
    max: numberOrNull(fields["max"]),
    consensus: fields["consensus"] === true,
    suggestion: cleanText(fields["suggestion"]) || null,
  };
}

function cleanCount(fields: Fields): CardCount {
  return { card: cleanText(fields["card"]), count: number(fields["count"]) };
}

function cleanParticipant(fields: Fields): Participant {
  return {
    member_id: cleanText(fields["member_id"]),
    name: cleanText(fields["name"]) || "?",
    joined_at: time(fields["joined_at"]),
    left_at: numberOrNull(fields["left_at"]),
  };
}

/** A text on one line; "" where it is none. */
export function cleanText(value: unknown, max = TEXT_MAX): string {
  if (typeof value !== "string") return "";
  return [...sanitize(value.slice(0, 4 * max))].slice(0, max).join("");
}

function texts(value: unknown, max: number): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, max).map((one) => cleanText(one)).filter((one) => one !== "");
}

function number(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

/** A valid time in milliseconds since 1970. */
function time(value: unknown): number {
  return Math.max(0, Math.min(TIME_MAX, number(value)));
}

function numberOrNull(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

function list<T>(value: unknown, max: number, each: (fields: Fields) => T): readonly T[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, max).filter(isRecord).map(each);
}

function record(value: unknown): Fields {
  return isRecord(value) ? value : {};
}
