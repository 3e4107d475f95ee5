/**
 * What a v1 client can read, as P1's table has it: it exits on any other event, and shows what is no JSON.
 * Written down here once more, so that a type added by mistake is found.
 */
import { assert, assertEquals } from "@std/assert";
import { assertOneLine } from "../base/hostile_text.ts";

/** Each event's type and the fields of its data, in their order. */
const EVENTS: Readonly<Record<string, readonly string[]>> = {
  CREATE_ROOM: ["room_id"],
  ROOM_JOIN_UPDATES: ["message"],
  ROOM_CAPACITY_REACHED: ["message"],
  BEGIN_VOTING_PROMPT: ["message"],
  ASK_FOR_VOTE: ["ticket_id"],
  VOTING_COMPLETED: ["ticket_id", "message"],
  REVEAL_VOTES_PROMPT: ["ticket_id", "message"],
  VOTES_REVEALED: ["ticket_id", "client_vote_choice_map"],
  AWAITING_ADMIN_VOTE_START: ["message"],
};

/** A frame as a client takes it: an event of P1's table with all its texts, or lines to show. */
type Read = { readonly type: string; readonly texts: readonly string[] } | {
  readonly type: null;
  readonly lines: readonly string[];
};

/** Reads a frame; fails if a v1 client would exit on it, or if it holds what a terminal obeys. */
export function readFrame(frame: string): Read {
  let parsed: unknown;
  try {
    parsed = JSON.parse(frame);
  } catch {
    const lines = frame.split("\n");
    for (const line of lines) assertOneLine(line, frame);
    assert(frame !== "");
    return { type: null, lines };
  }
  const { type, data } = fields(parsed, ["type", "data"], frame);
  assert(typeof type === "string" && Object.hasOwn(EVENTS, type), frame);
  const values = Object.values(fields(data, EVENTS[type] ?? [], frame));
  const texts = values.flatMap((value) => typeof value === "string" ? [value] : choices(value));
  for (const text of texts) assertOneLine(text, frame);
  return { type, texts };
}

/** The map of VOTES_REVEALED: a member's id, and what it voted, with these capitals. */
function choices(map: unknown): readonly string[] {
  assert(typeof map === "object" && map !== null && !Array.isArray(map));
  return Object.entries(map).flatMap(([id, choice]: [string, unknown]) => {
    const { Value, MemberID, MemberName } = fields(
      choice,
      ["Value", "MemberID", "MemberName"],
      map,
    );
    assert(typeof Value === "string" && MemberID === id && typeof MemberName === "string");
    return [Value, id, MemberName];
  });
}

function fields<K extends string>(
  value: unknown,
  keys: readonly K[],
  whole: unknown,
): Readonly<Record<string, unknown>> {
  assert(typeof value === "object" && value !== null, JSON.stringify(whole));
  assertEquals(Object.keys(value), [...keys], JSON.stringify(whole));
  return { ...value };
}
