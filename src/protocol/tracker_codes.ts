/** Why a tracker did not do what the admin asked the server for, as replies have it [A5, P2.6]. */

/** A stable word for a program, listed in README.md. */
export type TrackerCode =
  /** The server has no tracker of this name. */
  | "tracker_unknown"
  /** Another answer for this room is on its way, the server asks as much as it may, or the tracker wants a pause. */
  | "tracker_busy"
  /** It can't be reached, or takes too long. */
  | "tracker_unreachable"
  /** It doesn't take the server's token, or doesn't let it do this. */
  | "tracker_refused"
  /** It has no such ticket. */
  | "tracker_not_found"
  /** It doesn't understand the query. */
  | "tracker_bad_query"
  /** It answered with something that the server doesn't understand. */
  | "tracker_unclear_answer"
  /** It has no field for this estimate. */
  | "tracker_not_writable"
  /** The ticket did not come out of a tracker. */
  | "not_from_tracker"
  /** Nobody has noted an estimate for it. */
  | "no_estimate";
