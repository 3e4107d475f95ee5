/**
 * The table of close codes [W7]: why the server closes a connection, with which code and reason, and whether the client
 * may retry.
 */
import type { Protocol } from "../room/state.ts";

/** `never`: it would fail again; `later`: with backoff; `at_once`: the server expects the client back. */
export type Retry = "never" | "later" | "at_once";

export interface CloseCode {
  readonly code: number;
  /** The reason in the close frame: at most 123 bytes. */
  readonly reason: string;
  readonly retry: Retry;
}

/** All closes by name: code and reason on the wire, and whether to retry. */
export const CLOSE = {
  session_over: { code: 1000, reason: "session over", retry: "never" },
  going_away: { code: 1001, reason: "server going away", retry: "later" },
  not_text: { code: 1003, reason: "text frames only", retry: "never" },
  policy: { code: 1008, reason: "too many messages, or too many bad ones", retry: "later" },
  too_big: { code: 1009, reason: "message too big", retry: "never" },
  internal_error: { code: 1011, reason: "internal error", retry: "later" },
  restarting: { code: 1012, reason: "server restarting", retry: "at_once" },
  too_slow: { code: 1013, reason: "reads too slowly", retry: "later" },
  try_later: { code: 1013, reason: "try again later", retry: "later" },
  bad_request: { code: 4000, reason: "bad request", retry: "never" },
  replaced: { code: 4001, reason: "replaced by a newer connection", retry: "never" },
  removed: { code: 4003, reason: "removed by the admin", retry: "never" },
  no_such_room: { code: 4004, reason: "no such room", retry: "never" },
  room_full: { code: 4009, reason: "room full", retry: "later" },
  room_locked: { code: 4011, reason: "room locked", retry: "later" },
  wrong_passcode: { code: 4012, reason: "passcode missing or wrong", retry: "never" },
  wrong_key: { code: 4013, reason: "key missing or wrong", retry: "never" },
  barred: { code: 4003, reason: "removed by the admin for good", retry: "never" },
  resume_refused: { code: 4010, reason: "resume refused", retry: "never" },
} as const satisfies Record<string, CloseCode>;

/** The names of the closes, which are also codes of v2 errors. */
export type CloseName = keyof typeof CLOSE;

/** How the server ends a connection: a last text frame (null: none), and the close frame. */
interface Farewell {
  readonly text: string | null;
  readonly code: number;
  readonly reason: string;
}

/** Closes that v1 gets with their own code; for all others it gets a line, then 1000 [W4, W7]. */
const V1_OWN_CODE: ReadonlySet<CloseName> = new Set(["not_text", "policy", "too_big", "too_slow"]);

/** The farewell that a client of this protocol understands. `message` is a sentence for a person. */
export function farewell(protocol: Protocol, name: CloseName, message: string | null): Farewell {
  const { code, reason } = CLOSE[name];
  if (protocol === "v2") return { text: null, code, reason };
  return { text: message, code: V1_OWN_CODE.has(name) ? code : CLOSE.session_over.code, reason };
}
