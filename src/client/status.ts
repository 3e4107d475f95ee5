/** The status of a client, and what the end of a connection means for it [W7, P2.9]. */
import { CLOSE, type CloseName, type Retry } from "../protocol/close_codes.ts";
import { ClientError } from "./errors.ts";
import type { EndReason, Results } from "./types.ts";

/** What a person can do after a client has stopped. */
export type Advice =
  /** Nothing, or start afresh. */
  | "none"
  /** The seat may still be there: a new client can `resume` it. */
  | "resume"
  /** The seat is gone, the room may be there: `join` it. */
  | "join"
  /** The request can't be granted: change it. */
  | "correct"
  /** The same may work later. */
  | "try_later";

/** The session has ended. */
export interface Ended {
  /** Which status this is. */
  readonly state: "ended";
  /** Why the session ended; `unknown` if the client was offline then. */
  readonly reason: EndReason | "unknown";
  /** The session's results; null if the client was offline when it ended. */
  readonly results: Results | null;
  /** How many ballots of a long session could not be fetched any more; missing if there are none. */
  readonly missing_ballots?: number;
}

/** This client has left the room, or was refused. */
export interface Closed {
  /** Which status this is. */
  readonly state: "closed";
  /** A stable word for a program, as in a `ClientError`. */
  readonly code: ClientError["code"];
  /** A sentence for a person. */
  readonly message: string;
  /** The parameter that was refused. */
  readonly field?: string;
  /** What a person can do now. */
  readonly advice: Advice;
}

/** The connection is lost, and will be retried. */
export interface Offline {
  /** Which status this is. */
  readonly state: "offline";
  /** When the next attempt is made, in milliseconds from this status on; `nextTryIn()` counts down. */
  readonly retry_in_ms: number;
  /** The number of that attempt, from 1. */
  readonly attempt: number;
  /** Why the last attempt failed, a sentence for a person, if known. */
  readonly problem?: string;
}

/** First `new`, then it changes between `connecting`, `online` and `offline`; `ended` and `closed` are final. */
export type Status =
  | { readonly state: "new" }
  | { readonly state: "connecting" }
  | { readonly state: "online" }
  | Offline
  | Ended
  | Closed;

/** The code if there was no close frame: the connection broke, or was never made. */
export const LOST = 1006;
const CUT: ReadonlySet<number> = new Set([0, 1005, LOST]);

/** Names by code. If two share a code, the first: both say the same about retrying. The reason tells them apart. */
const NAME_OF = new Map<number, CloseName>();
for (const name of ["try_later", ...Object.keys(CLOSE)] as CloseName[]) {
  const { code } = CLOSE[name];
  if (!NAME_OF.has(code)) NAME_OF.set(code, name);
}

/** Whether to retry after this close code. 1006 counts as 1012 [P2.9]; after an unknown code, retry. */
export function retryAfter(code: number): Retry {
  const name = NAME_OF.get(code);
  if (name !== undefined) return CLOSE[name].retry;
  return CUT.has(code) ? "at_once" : "later";
}

/** The close code, or, if it was lost, the one that goes with the `ERROR` before it, `refusal` [W4]. */
export function codeOfClose(code: number, refusal: string | null): number {
  return CUT.has(code) && refusal !== null && isCloseName(refusal) ? CLOSE[refusal].code : code;
}

function isCloseName(name: string): name is CloseName {
  return Object.hasOwn(CLOSE, name);
}

/** What is known when a connection ends. */
interface LastWords {
  /** The reason in the close frame; "" without one. */
  readonly reason: string;
  /** The `ERROR` that came instead of `WELCOME`; null: none. */
  readonly refusal: ClientError | null;
  /** Whether the client has a seat. */
  readonly seated: boolean;
  /** Whether `leave()` was called. */
  readonly leaving: boolean;
  /** What is wrong with the server's certificate, a sentence; null: nothing that is known. */
  readonly certificate: string | null;
}

/** The final status after a close that is not retried. */
export function endingOf(
  code: number,
  { reason, refusal, seated, leaving, certificate }: LastWords,
): Ended | Closed {
  if (certificate !== null) {
    return closed("bad_certificate", certificate, seated ? "resume" : "correct");
  }
  const isBarred = code === CLOSE.barred.code && reason === CLOSE.barred.reason;
  const name = isBarred ? "barred" : NAME_OF.get(code) ?? "connection_failed";
  const gone = name === "session_over" || name === "no_such_room" || name === "resume_refused";
  if (leaving && gone) return closed("left", "You left the room.", "none");
  // the room is known to have been there
  if (name === "session_over" || (name === "no_such_room" && seated)) return OVER;
  const { message, advice } = REASONS[name] ?? {
    message: "The server does not let anybody in at the moment.",
    advice: "try_later",
  };
  return {
    ...closed(refusal?.code ?? name, refusal?.message ?? message, advice),
    ...refusal?.field !== undefined && { field: refusal.field },
  };
}

/** The same as an error, to reject promises with. */
export function errorOf(ending: Ended | Closed): ClientError {
  if (ending.state === "ended") return new ClientError("session_over", "The session is over.");
  const { code, message, field, advice } = ending;
  return new ClientError(code, message, {
    field,
    retry: advice === "try_later" ? "later" : "never",
  });
}

/** The status of a client that is done. `message`: a sentence for a person. */
export function closed(code: ClientError["code"], message: string, advice: Advice): Closed {
  return { state: "closed", code, message, advice };
}

const OVER: Ended = { state: "ended", reason: "unknown", results: null };

/** Sentences for the reasons why a client stops, unless the server has sent its own. */
const REASONS: Partial<
  Record<
    CloseName | "connection_failed",
    { readonly message: string; readonly advice: Advice }
  >
> = {
  connection_failed: {
    message: "The server can't be reached, or lets nobody in from here.",
    advice: "try_later",
  },
  not_text: { message: "The server did not understand this program.", advice: "resume" },
  too_big: { message: "This program sent more than the server takes.", advice: "resume" },
  bad_request: { message: "The server refused what was asked for.", advice: "correct" },
  replaced: { message: "You are in this room in another window.", advice: "resume" },
  removed: { message: "The admin removed you from the room.", advice: "none" },
  barred: { message: "The admin removed you from the room for good.", advice: "none" },
  no_such_room: { message: "There is no such room.", advice: "correct" },
  room_full: { message: "The room is full.", advice: "try_later" },
  wrong_passcode: {
    message: "The room asks for a passcode, which is missing or wrong.",
    advice: "correct",
  },
  wrong_key: { message: "Only people with the server's key can open rooms.", advice: "correct" },
  resume_refused: { message: "Your seat in this room is gone.", advice: "join" },
};
