/**
 * What nodes keep and send of each other, as text and back. A record that cannot be read is of a later version, or
 * nobody's: it is left alone.
 */
import * as v from "valibot";
import { integer, listOf, oneOf, text } from "../journal/decode_columns.ts";
import { decode as decodeValue, fields } from "../protocol/fields.ts";

const format = integer;

const settings = fields({
  shards: integer,
  format,
  /** Rooms are on their way to or from this data directory: no node may begin. */
  moving: v.exactOptional(text),
});

const session = fields({
  node: text,
  /** `left`: by itself, having given up all it had. `revoked`: by another [C10]. */
  state: oneOf("alive", "left", "revoked"),
  format,
  /** Who wrote it, and which of its writes it is [C13]. */
  by: text,
  write: integer,
  /** The number of the record that this one replaced; 0: none. */
  after: integer,
});

const shard = fields({
  /** null: given up; whoever should have it may claim it at once. */
  owner: v.nullable(text),
  by: text,
  write: integer,
});

const heartbeat = fields({
  incarnation: text,
  node: text,
  format,
  /** The ids of its workers, by their numbers. */
  lives: listOf(text),
  rooms: integer,
  /** It wants no shards any more [C21]. */
  leaving: v.boolean(),
  /** Shards of others that it should have, and asks for [C21]. */
  asks: listOf(integer),
  /** Its wall clock when it sent this, for whoever compares clocks. */
  at: v.exactOptional(integer),
});

/** What a cluster was made with [C1]. */
export type Settings = v.InferOutput<typeof settings>;
/** The session of an incarnation [C7]. */
export type SessionRecord = v.InferOutput<typeof session>;
/** The owner of a shard [C3]. */
export type ShardRecord = v.InferOutput<typeof shard>;
/** What a node sends of itself [C9]. */
export type Heartbeat = v.InferOutput<typeof heartbeat>;

/** Each gives null for what cannot be read. */
export const decode = {
  settings: reader(settings),
  session: reader(session),
  shard: reader(shard),
  heartbeat: reader(heartbeat),
};

function reader<Schema extends v.GenericSchema>(
  schema: Schema,
): (text: string) => v.InferOutput<Schema> | null {
  return (text) => {
    try {
      const read = decodeValue(schema, JSON.parse(text));
      return read.ok ? read.value : null;
    } catch {
      return null;
    }
  };
}
