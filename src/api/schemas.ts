/**
 * What programs may ask for, and what they are answered, as schemas: requests are checked by them, and the document for
 * programs is made of them. Fields that the protocol has, too, are the same here [P2.1, P2.5, R17b].
 */
import * as v from "valibot";
import { decode, fields, integer } from "../protocol/fields.ts";
import { COMMANDS } from "../protocol/v2_commands.ts";
import { results } from "../protocol/v2_frames.ts";
import { badField, type Outcome } from "./problem.ts";

const { name, deck, passcode } = COMMANDS.SET_ROOM.data.entries;
const { tickets, replace } = COMMANDS.QUEUE_TICKETS.data.entries;

/** A room that is to be opened; `capacityMax`: voters that a room may be made for. */
export function newRoomSchema(capacityMax: number) {
  return fields({
    capacity: integer(1, capacityMax),
    name,
    deck,
    passcode,
    settings: v.exactOptional(fields(COMMANDS.SET_SETTINGS.data.entries)),
    tickets: v.exactOptional(tickets),
  });
}

/** Tickets for the queue of a room. */
export const queueSchema = fields({ tickets, replace });

/** A room that was opened. */
export const openedRoom = v.object({
  room_id: v.string(),
  /** For everybody. */
  join_link: v.string(),
  /** For one person: the first who joins with it is the admin. */
  admin_link: v.string(),
});

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What a queue has in it once tickets were added. */
export const queuedTickets = v.object({ room_id: v.string(), queued: count });

const ended = {
  /** Milliseconds since 1970, as all times are; null: it goes on. */
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

export const sessionList = v.object({
  sessions: v.array(sessionHead),
  /** What `after` is to be for the next page; the last has none. */
  next: v.exactOptional(v.string()),
});

/** A session with its results. */
export const savedSession = v.object({
  session_id: v.string(),
  ...results.entries,
  ...ended,
});

/** Why a request was not granted (RFC 9457). */
export const problem = v.object({
  type: v.string(),
  title: v.string(),
  status: count,
  detail: v.string(),
  /** What is to blame, where it is one field. */
  field: v.exactOptional(v.string()),
});

/** Sessions on one page of the list: the maximum, and the default. */
export const LIST_MAX = 100;
export const LIST_DEFAULT = 20;

/** The value that a schema makes of a body; or which field is wrong with it. */
export function checked<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
): Outcome<{ readonly value: v.InferOutput<Schema> }> {
  const decoded = decode(schema, value);
  if (decoded.ok) return decoded;
  const { path, rule } = decoded.error;
  return badField(path, `${path} ${rule}.`);
}
