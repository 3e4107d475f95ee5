/** Protocol v2, client to server: decodes a frame into a request, or one error that names the field [P2]. */
import type { Result } from "../base/result.ts";
import type { V2Message } from "./client_message.ts";
import { decode } from "./fields.ts";
import { ownProperty } from "./own_property.ts";
import { isWithin, quote } from "./text.ts";
import { COMMAND_ID, type CommandRow, COMMANDS } from "./v2_commands.ts";
import { COMMAND_ID_LENGTH_MAX } from "./wire_limits.ts";

/** What is wrong with a message, for a program and for a person [P2.6]. */
export interface V2Problem {
  /** A stable word for a program. */
  readonly code: "bad_message" | "unknown_type" | "bad_field";
  /** A sentence for a person. */
  readonly message: string;
  /** The field at fault, where there is one. */
  readonly field?: string;
}

/** A message for the room, or a ping, which the connection answers. */
type V2Decoded = V2Message | { readonly type: "ping"; readonly id: string | null };

/** An error, with the id of the message. */
interface V2Wrong {
  readonly id: string | null;
  readonly problem: V2Problem;
}

const ROWS: ReadonlyMap<string, CommandRow> = new Map(Object.entries(COMMANDS));

const ID_BOUNDS = { min: 0, max: COMMAND_ID_LENGTH_MAX };

/** Decodes a message of a v2 client by its schema, own properties only. Never throws. */
export function decodeV2(text: string): Result<V2Decoded, V2Wrong> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return wrong(null, { code: "bad_message", message: "A message must be JSON." });
  }
  const givenId = ownProperty(parsed, "id");
  const id = typeof givenId === "string" && isWithin(givenId, ID_BOUNDS) ? givenId : null;
  // fast path, because every message passes here: the schema is used only for errors
  const decodedId = givenId === undefined || id !== null ? null : decode(COMMAND_ID, givenId);
  if (decodedId?.ok === false) {
    const message = `id ${decodedId.error.rule}`;
    return wrong(null, { code: "bad_message", message, field: "id" });
  }
  const type = ownProperty(parsed, "type");
  if (typeof type !== "string") {
    const message = "A message must be a JSON object whose type is a string.";
    return wrong(id, { code: "bad_message", message, field: "type" });
  }
  const row = ROWS.get(type);
  if (row === undefined) {
    const message = `type must be one of ${[...ROWS.keys()].join(", ")}; got ${quote(type)}`;
    return wrong(id, { code: "unknown_type", message, field: "type" });
  }
  const decoded = row.decode(ownProperty(parsed, "data"));
  if (!decoded.ok) {
    const { path, rule } = decoded.error;
    return wrong(id, { code: "bad_field", message: `${path} ${rule}`, field: path });
  }
  const request = decoded.value;
  return {
    ok: true,
    value: request === null ? { type: "ping", id } : { type: "request", id, request },
  };
}

function wrong(id: string | null, problem: V2Problem): Result<never, V2Wrong> {
  return { ok: false, error: { id, problem } };
}
