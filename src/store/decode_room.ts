/** The parts of a room, read back from JSON and checked: the counterpart of `JSON.stringify` in a journal. */
import type { Deck } from "../room/deck.ts";
import type {
  Member,
  OpenBallot,
  Participant,
  Presence,
  Settings,
  Ticket,
  Vote,
} from "../room/state.ts";
import type { CardCount, Summary } from "../room/summary.ts";
import { ownValue } from "../protocol/own_value.ts";
import {
  Damaged,
  field,
  listOf,
  number,
  oneOf,
  orNull,
  type Read,
  text,
  truth,
  whole,
} from "./decode.ts";
import type { Fixed, Head } from "./journal.ts";

export const ticket: Read<Ticket> = (value, where) => {
  const ticket_id = field(value, "ticket_id", where, text);
  const title = ownValue(value, "title");
  return title === undefined ? { ticket_id } : { ticket_id, title: text(title, `${where}.title`) };
};

export const vote: Read<Vote> = (value, where) => ({
  member_id: field(value, "member_id", where, text),
  name: field(value, "name", where, text),
  card: field(value, "card", where, text),
});

const presence: Read<Presence> = (value, where) => {
  const state = field(value, "state", where, oneOf("online", "away"));
  if (state === "online") return { state };
  return {
    state,
    waited_for: field(value, "waited_for", where, truth),
    wait_until: field(value, "wait_until", where, whole),
    gone_at: field(value, "gone_at", where, whole),
  };
};

export const member: Read<Member> = (value, where) => ({
  member_id: field(value, "member_id", where, text),
  name: field(value, "name", where, text),
  role: field(value, "role", where, oneOf("voter", "observer")),
  protocol: field(value, "protocol", where, oneOf("v1", "v2")),
  seated_at: field(value, "seated_at", where, whole),
  announced_at: field(value, "announced_at", where, orNull(whole)),
  presence: field(value, "presence", where, presence),
});

export const participant: Read<Participant> = (value, where) => ({
  member_id: field(value, "member_id", where, text),
  name: field(value, "name", where, text),
  joined_at: field(value, "joined_at", where, whole),
  left_at: field(value, "left_at", where, orNull(whole)),
});

const deck: Read<Deck> = (value, where) => ({
  name: field(value, "name", where, text),
  cards: field(value, "cards", where, listOf(text)),
});

export const fixed: Read<Fixed> = (value, where) => ({
  capacity: field(value, "capacity", where, whole),
  deck: field(value, "deck", where, deck),
});

const settings: Read<Settings> = (value, where) => ({
  auto_reveal: field(value, "auto_reveal", where, truth),
  on_admin_leave: field(value, "on_admin_leave", where, oneOf("close", "promote")),
});

/** The head as it is in JSON: version and time stand in columns of their own, the ballot in another. */
export const headFields: Read<Omit<Head, "version" | "active_at" | "ballot">> = (value, where) => ({
  admin_id: field(value, "admin_id", where, text),
  settings: field(value, "settings", where, settings),
  timer_ends_at: field(value, "timer_ends_at", where, orNull(whole)),
  admin_awaited_until: field(value, "admin_awaited_until", where, orNull(whole)),
  filled: field(value, "filled", where, oneOf("never", "once", "now")),
});

export const openBallot: Read<OpenBallot> = (value, where) => {
  const votes = field(value, "votes", where, listOf(vote));
  return {
    phase: field(value, "phase", where, oneOf("voting", "complete")),
    ticket: field(value, "ticket", where, ticket),
    attempt: field(value, "attempt", where, whole),
    opened_at: field(value, "opened_at", where, whole),
    votes: new Map(votes.map((one) => [one.member_id, one])),
  };
};

export const headBallot: Read<Head["ballot"]> = (value, where) => {
  if (value === null || value === "revealed") return value;
  return openBallot(value, where);
};

const count: Read<CardCount> = (value, where) => ({
  card: field(value, "card", where, text),
  count: field(value, "count", where, whole),
});

export const summary: Read<Summary> = (value, where) => ({
  counts: field(value, "counts", where, listOf(count)),
  counted_apart: field(value, "counted_apart", where, listOf(count)),
  mean: field(value, "mean", where, orNull(number)),
  median: field(value, "median", where, orNull(number)),
  min: field(value, "min", where, orNull(number)),
  max: field(value, "max", where, orNull(number)),
  consensus: field(value, "consensus", where, truth),
});

/** The members of a room; no two may be the same. */
export const members: Read<readonly Member[]> = (value, where) => {
  const all = listOf(member)(value, where);
  if (new Set(all.map(({ member_id }) => member_id)).size < all.length) {
    throw new Damaged(`${where} has a member twice`);
  }
  return all;
};
