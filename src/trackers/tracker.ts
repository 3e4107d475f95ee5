/**
 * An issue tracker as the rest of the server sees it [A5]: three questions, whose answers are bounded in size and
 * time. Whatever it answers is as clean as what members type [W5]. Its token is never in an answer.
 */
import type { Result } from "../base/result.ts";

/** Who made the tracker, and so what is spoken to it. */
export const TRACKER_KINDS = ["jira", "jira-dc", "gitlab", "github", "azure", "linear"] as const;
export type TrackerKind = (typeof TRACKER_KINDS)[number];

/** A ticket as a room can take it: each field keeps the limits of `room/limits.ts`. */
export interface TrackerTicket {
  /** What people call it, and its `ticket_id` in a room: `WEB-7`, `group/project#12`. */
  readonly key: string;
  readonly title: string;
  /** Where the tracker shows it, on the tracker's own host; empty: not known. */
  readonly url: string;
  /** Markdown without HTML; empty: there is none. */
  readonly description: string;
  /** What it is estimated at now; null: not yet. */
  readonly estimate: string | null;
}

export interface TicketPage {
  readonly tickets: readonly TrackerTicket[];
  /** What to ask for the next page with; null: this is the last. It means nothing to whoever is given it. */
  readonly next: string | null;
  /** How many tickets there are in all; null: the tracker doesn't count them. */
  readonly total: number | null;
}

/** Why there is no answer. */
export interface TrackerProblem {
  readonly code:
    /** The tracker can't be reached, or takes too long. */
    | "unreachable"
    /** It takes the token no more, or doesn't allow this with it. */
    | "refused"
    /** It has no such ticket. */
    | "not_found"
    /** It doesn't understand the query. */
    | "bad_query"
    /** It has had too many requests. */
    | "busy"
    /** It answers with something that its documents don't have, or with too much. */
    | "unclear_answer"
    /** The field doesn't take this estimate, or no field was configured. */
    | "not_writable";
  /** One sentence for a person, without any secret. */
  readonly message: string;
  /** After how many milliseconds to try again, where the tracker says so. */
  readonly retryAfterMs?: number;
}

/** A tracker that an operator has configured. No method rejects. */
export interface Tracker {
  /** What the operator calls it: letters, digits, hyphens and underscores. */
  readonly name: string;
  readonly kind: TrackerKind;
  /** Whether an estimate can be written: some trackers have no field for one unless the operator names it. */
  readonly writable: boolean;
  /**
   * A page of the tickets that a query finds: text, keys, `sprint:"Sprint 7"`, `board:Shop`, or what the tracker itself understands;
   * empty: what changed last. `after`: the `next` of the page before; null: the first page.
   */
  search(
    query: string,
    after: string | null,
    signal: AbortSignal,
  ): Promise<Result<TicketPage, TrackerProblem>>;
  /** The tickets with these keys, at most `FETCHED_MAX`, in this order; those that it has not are left out. */
  fetch(
    keys: readonly string[],
    signal: AbortSignal,
  ): Promise<Result<readonly TrackerTicket[], TrackerProblem>>;
  /** Writes the estimate of a ticket into the field that the operator configured. */
  writeEstimate(
    key: string,
    estimate: string,
    signal: AbortSignal,
  ): Promise<Result<null, TrackerProblem>>;
}

/** Tickets that are fetched at once: as many as a room's queue holds. */
export const FETCHED_MAX = 200;
