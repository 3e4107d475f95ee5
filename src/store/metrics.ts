/**
 * What is counted and timed, as the rest of the program says it. The names are the contract with whoever
 * collects them; a kind is one of a few fixed words, so that nobody's text ever becomes one.
 */
import type { CloseName } from "../protocol/close_codes.ts";
import type { V2Problem } from "../protocol/v2_decode.ts";
import type { Command, RefusalCode } from "../room/events.ts";
import type { Protocol } from "../room/state.ts";

/** Everything that is counted, with the kinds it is counted by. */
export interface Counted {
  /** Seats given, to whom. */
  readonly seats: Protocol;
  /** Members who came back, or could not [P2.7]. */
  readonly resumes: "ok" | "refused";
  /** What members asked of their rooms. */
  readonly commands: Command["type"] | "results" | "unusable";
  /** Of these, what the room turned down, and why. */
  readonly refusals: RefusalCode;
  /** Messages that never reached a room [W6]. */
  readonly bad_messages: V2Problem["code"] | "v1";
  /** Connections that were turned away instead of getting a seat [W4]. */
  readonly turned_away: CloseName;
  /** Connections that the server closed after that [W7]. */
  readonly closes: CloseName;
  /** Readers that were put out because they read too slowly [S4]. */
  readonly slow_readers: Protocol;
  /** States for v2 members: sent, and skipped for a reader that lagged [P2.3]. */
  readonly states: "sent" | "skipped";
  /** Transactions of the journal. */
  readonly commits: "ok" | "failed";
}

/** Everything that is timed, in milliseconds, with the kinds it is timed by. */
export interface Timed {
  /** From a message's arrival at its connection until all that follows from it at once is on its way. */
  readonly commands: Protocol;
  /** Transactions of the journal: everything is held back for so long [S6]. */
  readonly commits: "ok" | "failed";
}

export interface Metrics {
  /** One more. */
  count<Name extends keyof Counted>(name: Name, kind: Counted[Name]): void;
  /** It took so long, in milliseconds; less than nothing counts as nothing. */
  time<Name extends keyof Timed>(name: Name, kind: Timed[Name], ms: number): void;
}
