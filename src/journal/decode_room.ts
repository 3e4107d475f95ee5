/** The schemas of a room's parts, with which a journal reads back what it wrote with `JSON.stringify`. */
import * as v from "valibot";
import { fields } from "../protocol/fields.ts";
import { ownProperty } from "../protocol/own_property.ts";
import { boolean, integer, listOf, number, oneOf, text } from "./decode_columns.ts";

export const ticket = fields({
  ticket_id: text,
  title: v.exactOptional(text),
  url: v.exactOptional(text),
  description: v.exactOptional(text),
  tracker: v.exactOptional(text),
});

export const vote = fields({ member_id: text, name: text, card: text });

const online = fields({ state: v.literal("online") });

const away = fields({
  state: v.literal("away", "is none of online, away"),
  waited_for: boolean,
  wait_until: integer,
  gone_at: integer,
});

const presence = v.lazy((it) => ownProperty(it, "state") === "online" ? online : away);

export const member = fields({
  member_id: text,
  name: text,
  role: oneOf("voter", "observer"),
  protocol: oneOf("v1", "v2"),
  seated_at: integer,
  announced_at: v.nullable(integer),
  presence,
  origin: v.exactOptional(text),
});

export const participant = fields({
  member_id: text,
  name: text,
  joined_at: integer,
  left_at: v.nullable(integer),
});

const deck = fields({ name: text, cards: listOf(text) });

/** What can change about a room. A file from before it could change has only size and cards. */
export const terms = fields({
  capacity: integer,
  deck,
  name: v.exactOptional(v.nullable(text), null),
  locked: v.exactOptional(boolean, false),
  passcode_hash: v.exactOptional(v.nullable(text), null),
  bars: v.exactOptional(listOf(fields({ name: text, origin: v.nullable(text) })), () => []),
  cancelled: v.exactOptional(listOf(fields({ ticket_id: text, attempt: integer })), () => []),
  admin_link_hash: v.exactOptional(v.nullable(text), null),
});

const settings = fields({
  auto_reveal: boolean,
  on_admin_leave: oneOf("close", "promote"),
  who_runs: v.exactOptional(oneOf("admin", "everyone"), "admin"),
});

/** The part of the head that is in JSON. Version, time and ballot are in columns of their own. */
export const headFields = fields({
  admin_id: text,
  settings,
  timer_ends_at: v.nullable(integer),
  timer_reveals: v.exactOptional(boolean, false),
  admin_awaited_until: v.nullable(integer),
  filled: oneOf("never", "once", "now"),
});

const openHead = fields({
  // only in a data file, and only if they are few
  votes: v.exactOptional(listOf(vote)),
  phase: oneOf("voting", "complete"),
  ticket,
  attempt: integer,
  opened_at: integer,
  // missing in older files: their leavers are not marked, so those votes stay
  v1_leavers: v.exactOptional(listOf(text), () => []),
  queued: v.exactOptional(boolean, false),
});

export const headBallot = v.lazy((ballot) => {
  if (ballot === null) return v.null();
  return ballot === "revealed" ? v.literal("revealed") : openHead;
});

const count = fields({ card: text, count: integer });

export const summary = fields({
  counts: listOf(count),
  counted_apart: listOf(count),
  mean: v.nullable(number),
  median: v.nullable(number),
  min: v.nullable(number),
  max: v.nullable(number),
  consensus: boolean,
  suggestion: v.exactOptional(v.nullable(text), null),
});

export const endReason = oneOf("admin_left", "ended_by_admin", "idle", "server_stopping");
