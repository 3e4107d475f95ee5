/** What a v2 client is told, frame by frame [P2, W7]. No code of the server's in here. */
import { type Expected, Sentence } from "./expected.ts";
import type { Told } from "./told.ts";

/** Why a connection is turned away or ended, and the code it is closed with [W7]. */
export const CODES = {
  session_over: 1000,
  going_away: 1001,
  policy: 1008,
  internal_error: 1011,
  restarting: 1012,
  try_later: 1013,
  bad_request: 4000,
  replaced: 4001,
  removed: 4003,
  no_such_room: 4004,
  room_full: 4009,
  resume_refused: 4010,
} as const;

export type CloseName = keyof typeof CODES;

export function closed(name: CloseName): Told {
  return { what: "close", code: CODES[name] };
}

/** [P2.6] */
export function errorTold(code: string, re: string | null, field: string | null = null): Told {
  const data = { code, message: new Sentence(), ...field !== null && { field } };
  return { what: "ERROR", json: { type: "ERROR", data, ...re !== null && { re } } };
}

/** The reply to a command that was done, or to a ping. */
export function okTold(re: string, data: Readonly<Record<string, Expected>>): Told {
  return { what: "OK", json: { type: "OK", data, re } };
}

/** [W4] One ERROR, then the close. */
export function turnedAway(name: CloseName, field: string | null = null): readonly Told[] {
  return [errorTold(name, null, field), closed(name)];
}
