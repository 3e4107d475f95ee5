/** Every bound on a message, whatever is in it. What a room holds is bounded in room/limits.ts. */
import type { Protocol } from "../room/state.ts";

/** The largest message a client may send, in bytes: one more and the server hangs up [W6]. */
export const MESSAGE_BYTES_MAX: Readonly<Record<Protocol, number>> = {
  v1: 16 * 1024,
  v2: 64 * 1024,
};

/** Ids of commands are echoed, so they are bounded: in code points [P2]. */
export const COMMAND_ID_LENGTH_MAX = 64;

/** Attempts, and places in a list of results: no session gets there [P2.5]. */
export const COUNT_MAX = 1_000_000_000;

/** What a tracker is searched for, in code points [A5]. */
export const TRACKER_QUERY_LENGTH_MAX = 500;

/** A tracker's name, and its word for the next page, which clients give back as it is: in code points [A5]. */
export const TRACKER_NAME_LENGTH_MAX = 64;
export const TRACKER_PAGE_LENGTH_MAX = 2_000;

/** Tickets that one command imports, or whose estimates it writes: a long list shows its progress [A5]. */
export const TRACKER_TICKETS_MAX = 25;
