/**
 * An issue tracker as the rest of the server sees it [A5]: three requests, whose results are limited in size and time
 * and sanitised like members' texts [W5]. No result has the token in it.
 */
import type { Result } from "../base/result.ts";

/** The products, each with an API of its own. */
export const TRACKER_KINDS = ["jira", "jira-dc", "gitlab", "github", "azure", "linear"] as const;
export type TrackerKind = (typeof TRACKER_KINDS)[number];

/** A ticket within the limits of `room/limits.ts`. */
export interface TrackerTicket {
  /** Its key, which becomes the `ticket_id` in a room: `WEB-7`, `group/project#12`. */
  readonly key: string;
  readonly title: string;
  /** Its page, on the tracker's own host; "": not known. */
  readonly url: string;
  /** Markdown without HTML; "": there is none. */
  readonly description: string;
  /** The estimate that the tracker has; null: none. */
  readonly estimate: string | null;
}

export interface TicketPage {
  readonly tickets: readonly TrackerTicket[];
  /** An opaque cursor, to pass as `after` for the next page; null: this is the last. */
  readonly next: string | null;
  /** How many tickets the query finds; null: the tracker doesn't say. */
  readonly total: number | null;
}

/** Why a request failed. */
export interface TrackerProblem {
  readonly code:
    /** The tracker can't be reached, fails, or takes too long. */
    | "unreachable"
    /** It does not accept the token, or not for this. */
    | "refused"
    /** It has no such ticket. */
    | "not_found"
    /** It doesn't understand the query. */
    | "bad_query"
    /** Its rate limit is reached, or the server's own [`OPERATIONS_MAX`]. */
    | "busy"
    /** Its answer is invalid or too large. */
    | "unclear_answer"
    /** The field does not accept this estimate, or no field is configured. */
    | "not_writable";
  /** A sentence for the admin, without any secret. */
  readonly message: string;
  /** After how many milliseconds to try again, if the tracker says so. */
  readonly retryAfterMs?: number;
}

/** The result of a request to a tracker. */
export type TrackerResult<T> = Result<T, TrackerProblem>;

/** A tracker that an operator has configured. No method rejects. */
export interface Tracker {
  /** The operator's name for it: letters, digits, hyphens and underscores. */
  readonly name: string;
  readonly kind: TrackerKind;
  /** Whether estimates can be written: some kinds need a configured field. */
  readonly writable: boolean;
  /**
   * Finds tickets, and returns a page of them. A query is text, keys, `sprint:"Sprint 7"`, `board:Shop`, or in the
   * tracker's own language; an empty one finds what changed last. `after`: the `next` of the page before; null: the
   * first page.
   */
  search(
    query: string,
    after: string | null,
    signal: AbortSignal,
  ): Promise<TrackerResult<TicketPage>>;
  /** Returns the tickets with these keys, the first `FETCHED_MAX`, in this order, without those that don't exist. */
  fetch(
    keys: readonly string[],
    signal: AbortSignal,
  ): Promise<TrackerResult<readonly TrackerTicket[]>>;
  /** Writes an estimate into the configured field of a ticket. */
  writeEstimate(key: string, estimate: string, signal: AbortSignal): Promise<TrackerResult<null>>;
}

/** How many tickets one `fetch` returns: as many as a room's queue holds. */
export const FETCHED_MAX = 200;
