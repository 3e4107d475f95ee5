/** How things stand with the connection, and what the end of one means [W7, P2.9]. */
import { CLOSE, type CloseName, type Retry } from "../protocol/close_codes.ts";
import { ClientError } from "./errors.ts";
import type { EndReason, Results } from "./types.ts";

/** What a person can do about a client that stopped. */
export type Advice =
  /** Nothing, or start afresh. */
  | "none"
  /** The seat may still be there: a new client can `resume` it. */
  | "resume"
  /** The seat is gone, the room may be there: `join` it. */
  | "join"
  /** What was asked for can't be had: ask for something else. */
  | "correct"
  /** The same may work later. */
  | "try_later";

/** The session is over. Without its results the client was away when it ended. */
export interface Ended {
  /** Which of the statuses it is. */
  readonly state: "ended";
  /** Why the session ended; `unknown` where the client was away then. */
  readonly reason: EndReason | "unknown";
  /** The session's outcome; null where the client was away when it ended. */
  readonly results: Results | null;
  /** Ballots of the middle of a long session that could not be fetched any more; left out where there is none. */
  readonly missing_ballots?: number;
}

/** This client is out of the room, or was never let in. */
export interface Closed {
  /** Which of the statuses it is. */
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

/** The connection is lost. */
export interface Offline {
  /** Which of the statuses it is. */
  readonly state: "offline";
  /** The next attempt is made so many milliseconds after this status; `nextTryIn()` counts down. */
  readonly retry_in_ms: number;
  /** Which one that is, from 1. */
  readonly attempt: number;
  /** Why the last one failed, in a sentence for a person, where that is known. */
  readonly problem?: string;
}

/** It goes connecting, online, and between offline, connecting and online; ended and closed are for good. */
export type Status =
  | { readonly state: "new" }
  | { readonly state: "connecting" }
  | { readonly state: "online" }
  | Offline
  | Ended
  | Closed;

/** The code where no close frame came: the connection was cut, or never made. */
export const LOST = 1006;
const CUT: ReadonlySet<number> = new Set([0, 1005, LOST]);

/** Names by code. Where two share a code this is the first: both mean the same for a retry. */
const NAME_OF = new Map<number, CloseName>();
for (const name of ["try_later", ...Object.keys(CLOSE)] as CloseName[]) {
  const { code } = CLOSE[name];
  if (!NAME_OF.has(code)) NAME_OF.set(code, name);
}

/** Whether to try again after a close with this code. 1006 counts as 1012 does [P2.9]; an unknown code is no reason to stop. */
export function retryAfter(code: number): Retry {
  const name = NAME_OF.get(code);
  if (name !== undefined) return CLOSE[name].retry;
  return CUT.has(code) ? "at_once" : "later";
}

/** The close's code or, where it was lost on the way, that of the `ERROR` before it, `refusal`, which says the same [W4]. */
export function codeOfClose(code: number, refusal: string | null): number {
  return CUT.has(code) && refusal !== null && isCloseName(refusal) ? CLOSE[refusal].code : code;
}

function isCloseName(name: string): name is CloseName {
  return Object.hasOwn(CLOSE, name);
}

/** What the client knows when its last connection ends. */
interface LastWords {
  /** The `ERROR` that came instead of a `WELCOME`, if one came. */
  readonly refusal: ClientError | null;
  /** Whether there is a seat to lose. */
  readonly seated: boolean;
  /** Whether `leave()` was called. */
  readonly leaving: boolean;
  /** What is wrong with the server's certificate, in a sentence. */
  readonly certificate: string | null;
}

/** What the client becomes after a close that it does not retry. */
export function endingOf(
  code: number,
  { refusal, seated, leaving, certificate }: LastWords,
): Ended | Closed {
  if (certificate !== null) {
    return closed("bad_certificate", certificate, seated ? "resume" : "correct");
  }
  const name = NAME_OF.get(code) ?? "connection_failed";
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

/** The same, as what a promise is rejected with. */
export function errorOf(ending: Ended | Closed): ClientError {
  if (ending.state === "ended") return new ClientError("session_over", "The session is over.");
  const { code, message, field, advice } = ending;
  return new ClientError(code, message, {
    field,
    retry: advice === "try_later" ? "later" : "never",
  });
}

export function closed(code: ClientError["code"], message: string, advice: Advice): Closed {
  return { state: "closed", code, message, advice };
}

const OVER: Ended = { state: "ended", reason: "unknown", results: null };

/** What stops a client, in words; where the server sent more, its own are shown. */
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
  no_such_room: { message: "There is no such room.", advice: "correct" },
  room_full: { message: "The room is full.", advice: "try_later" },
  wrong_key: { message: "Only who has the server's key opens rooms.", advice: "correct" },
  resume_refused: { message: "Your seat in this room is gone.", advice: "join" },
};
