/**
 * The schemas of requests and responses. Requests are validated by them, and the OpenAPI document is generated from
 * them. Fields that protocol v2 also has are the same here [P2.1, P2.5, R17b].
 */
import * as v from "valibot";
import { decode, fields, integer, object } from "../protocol/fields.ts";
import { COMMANDS } from "../protocol/v2_commands.ts";
import { results } from "../protocol/v2_frames.ts";
import { badField, type Outcome } from "./problem.ts";

const { name, deck, passcode } = COMMANDS.SET_ROOM.data.entries;
const { tickets, replace } = COMMANDS.QUEUE_TICKETS.data.entries;

/** A room to open. `capacityMax`: the largest capacity that it may have. */
export function newRoomSchema(capacityMax: number) {
  return fields({
    capacity: integer(1, capacityMax),
    name,
    deck,
    passcode,
    settings: v.exactOptional(object(COMMANDS.SET_SETTINGS.data.entries)),
    tickets: v.exactOptional(tickets),
  });
}

/** Tickets for the queue of a room. */
export const queueSchema = fields({ tickets, replace });

/** An opened room. */
export const openedRoom = v.object({
  room_id: v.string(),
  /** The link for everybody. */
  join_link: v.string(),
  /** The link for the admin: the first to join with it. */
  admin_link: v.string(),
});

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** How many tickets a queue has after some were added. */
export const queuedTickets = v.object({ room_id: v.string(), queued: count });

const ended = {
  /** In milliseconds since 1970, as all times; null: the session goes on. */
  ended_at: v.nullable(count),
  reason: v.nullable(v.picklist(["admin_left", "ended_by_admin", "idle", "server_stopping"])),
};

/** A session in a list. */
export const sessionHead = v.object({
  session_id: v.string(),
  room_id: v.string(),
  created_at: count,
  ...ended,
  people: count,
  ballots: count,
});

/** A page of the list of sessions. */
export const sessionList = v.object({
  sessions: v.array(sessionHead),
  /** The value of `after` for the next page; missing on the last. */
  next: v.exactOptional(v.string()),
});

/** A session with its results. */
export const savedSession = v.object({
  session_id: v.string(),
  ...results.entries,
  ...ended,
});

/** Why a request failed (RFC 9457). */
export const problem = v.object({
  type: v.string(),
  title: v.string(),
  status: count,
  detail: v.string(),
  /** The field that is wrong, if it is one. */
  field: v.exactOptional(v.string()),
});

/** The largest and the default number of sessions on a page. */
export const LIST_MAX = 100;
export const LIST_DEFAULT = 20;

/** Validates a body; the problem names the wrong field. */
export function checked<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
): Outcome<v.InferOutput<Schema>> {
  const decoded = decode(schema, value);
  if (decoded.ok) return decoded;
  const { path, rule } = decoded.error;
  return badField(path, `${path} ${rule}.`);
}
