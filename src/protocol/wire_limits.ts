/** Limits on messages. Those on what a room holds are in room/limits.ts. */
import type { Protocol } from "../room/state.ts";

/** The largest message that a client may send, in bytes; after a larger one the connection is closed [W6]. */
export const MESSAGE_BYTES_MAX: Readonly<Record<Protocol, number>> = {
  v1: 16 * 1024,
  v2: 64 * 1024,
};

/** A command's id, which its reply repeats, in code points [P2]. */
export const COMMAND_ID_LENGTH_MAX = 64;

/** Attempts, and positions in a list of results: more than any session has [P2.5]. */
export const COUNT_MAX = 1_000_000_000;

/** A key for opening rooms, in characters: short enough for a sub-protocol's name in the handshake [A1]. */
export const KEY_LENGTH_MAX = 256;

/** A program's idempotency key, in characters [A3]. */
export const IDEMPOTENCY_KEY_LENGTH_MAX = 255;

/** A query to a tracker, in code points [A5]. */
export const TRACKER_QUERY_LENGTH_MAX = 500;

/** A tracker's name, and its cursor for the next page, which clients send back unchanged; in code points [A5]. */
export const TRACKER_NAME_LENGTH_MAX = 64;
export const TRACKER_PAGE_LENGTH_MAX = 2_000;

/** Tickets that one command imports, or whose estimates it writes; clients split longer lists [A5]. */
export const TRACKER_TICKETS_MAX = 25;
