/** Expected frames for v2 clients [P2, W7]. Uses no code of the server. */
import { type Expected, Later, Sentence } from "./expected.ts";
import type { ExpectedFrame } from "./expected_frame.ts";

/** The close codes, by name [W7]. */
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

/** [P2.9, W10] For a client that is refused because the server is full: when to come again, and the close. */
export function comeLater(): readonly ExpectedFrame[] {
  const data = { code: "try_later", message: new Sentence(), retry_after_ms: new Later() };
  return [{ what: "ERROR", json: { type: "ERROR", data } }, closed("try_later")];
}

/** The reply to a command that was executed, or to a PING. */
export function okFrame(re: string, data: Readonly<Record<string, Expected>>): ExpectedFrame {
  return { what: "OK", json: { type: "OK", data, re } };
}

/** [W4] One ERROR, then the close. */
export function turnedAway(name: CloseName, field: string | null = null): readonly ExpectedFrame[] {
  return [errorFrame(name, null, field), closed(name)];
}
