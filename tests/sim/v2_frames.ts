/** What a v2 client is sent, frame by frame [P2, W7]. No code of the server's in here. */
import { type Expected, Later, Sentence } from "./expected.ts";
import type { ExpectedFrame } from "./expected_frame.ts";

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
  barred: 4003,
  no_such_room: 4004,
  room_full: 4009,
  resume_refused: 4010,
  room_locked: 4011,
  wrong_passcode: 4012,
} as const;

export type CloseName = keyof typeof CODES;

export function closed(name: CloseName): ExpectedFrame {
  return { what: "close", code: CODES[name] };
}

/** [P2.6] */
export function errorFrame(
  code: string,
  re: string | null,
  field: string | null = null,
): ExpectedFrame {
  const data = { code, message: new Sentence(), ...field !== null && { field } };
  return { what: "ERROR", json: { type: "ERROR", data, ...re !== null && { re } } };
}

/** [P2.9, W10] To whoever finds no place: when to come again, and the close. */
export function comeLater(): readonly ExpectedFrame[] {
  const data = { code: "try_later", message: new Sentence(), retry_after_ms: new Later() };
  return [{ what: "ERROR", json: { type: "ERROR", data } }, closed("try_later")];
}

/** The reply to a command that was done, or to a ping. */
export function okFrame(re: string, data: Readonly<Record<string, Expected>>): ExpectedFrame {
  return { what: "OK", json: { type: "OK", data, re } };
}

/** [W4] One ERROR, then the close. */
export function turnedAway(name: CloseName, field: string | null = null): readonly ExpectedFrame[] {
  return [errorFrame(name, null, field), closed(name)];
}
