/**
 * Decodes a frame of the server. It checks the envelope and the fields that the client itself uses; the rest is not
 * checked, so that newer servers may send more.
 */
import { isRecord } from "../protocol/is_record.ts";
import * as v from "valibot";
import type {
  EndReason,
  Nudge,
  OkData,
  Results,
  RevealedBallot,
  RoomState,
  ServerInfo,
  ServerMessage,
  You,
} from "./types.ts";

const NUMBER = v.number();
const RECORD = v.custom<Record<string, unknown>>(isRecord);
const LIST = v.array(v.unknown());
const IDS = v.array(v.string());

const BALLOT = partOf<RevealedBallot>(
  { votes: v.optional(v.array(RECORD)) } satisfies FieldsOf<RevealedBallot>,
);
const ROOM = partOf<RoomState>(
  {
    room_id: v.string(),
    version: NUMBER,
    members: v.array(RECORD),
    ballot: v.nullable(BALLOT),
  } satisfies FieldsOf<RoomState>,
);
const YOU = partOf<You>(
  { member_id: v.string(), resume_token: v.string() } satisfies FieldsOf<You>,
);
const SERVER = partOf<ServerInfo>({});
const OK = partOf<OkData>(
  {
    version: v.optional(NUMBER),
    ballots: v.optional(LIST),
    next: v.optional(NUMBER),
  } satisfies FieldsOf<OkData>,
);
const NUDGE = partOf<Nudge>(
  { ticket_id: v.string(), by: RECORD } satisfies FieldsOf<Nudge>,
);
/** Any string: a newer server may have more reasons. */
const END_REASON = v.custom<EndReason>((value) => typeof value === "string");
const RESULTS = partOf<Results>({ ballots: LIST } satisfies FieldsOf<Results>);
const RETRY_AFTER_MS = v.pipe(NUMBER, v.safeInteger(), v.minValue(0));
const EARLIER = v.pipe(NUMBER, v.safeInteger(), v.minValue(1));

/** Decodes a frame; null if this client does not know it. Never throws. */
export function decodeServer(text: string): ServerMessage | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(parsed) || !isRecord(parsed["data"])) return null;
  const { type, data, re } = parsed;
  switch (type) {
    case "WELCOME": {
      const { room, you, server, now } = data;
      if (
        !v.is(ROOM, room) || !v.is(YOU, you) || !v.is(SERVER, server) || typeof now !== "number"
      ) return null;
      return { type, data: { room, you, server, now } };
    }
    case "ROOM_STATE": {
      const { room, now } = data;
      if (!v.is(ROOM, room)) return null;
      const state = { type, data: { room, ...typeof now === "number" && { now } } } as const;
      return v.is(IDS, re) ? { ...state, re } : state;
    }
    case "OK":
      return typeof re === "string" && v.is(OK, data) ? { type, re, data } : null;
    case "ERROR": {
      const { code, message, field, retry_after_ms } = data;
      if (typeof code !== "string" || typeof message !== "string") return null;
      const error = {
        ...{ code, message },
        ...typeof field === "string" && { field },
        ...v.is(RETRY_AFTER_MS, retry_after_ms) && { retry_after_ms },
      };
      return { type, data: error, ...typeof re === "string" && { re } };
    }
    case "NUDGED":
      return v.is(NUDGE, data) ? { type, data } : null;
    case "SESSION_ENDED": {
      const { reason, results, earlier_ballots } = data;
      if (!v.is(END_REASON, reason) || !v.is(RESULTS, results)) return null;
      const ended = { reason, results };
      return { type, data: v.is(EARLIER, earlier_ballots) ? { ...ended, earlier_ballots } : ended };
    }
    default:
      return null;
  }
}

type FieldsOf<Part> = { readonly [Name in keyof Part]?: v.GenericSchema };

/** A part of a message, of which only these fields are checked. */
function partOf<Part>(fields: v.ObjectEntries) {
  const schema = v.object(fields);
  return v.custom<Part>((value) => isRecord(value) && v.is(schema, value));
}
