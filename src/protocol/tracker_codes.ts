/** The codes of failed requests to trackers [A5, P2.6]. */

/** A stable word for a program, listed in README.md. */
export type TrackerCode =
  /** The server has no tracker of this name. */
  | "tracker_unknown"
  /** The room's last request is not answered yet, too many requests are running, or the tracker asks for a pause. */
  | "tracker_busy"
  /** The tracker can't be reached, or takes too long. */
  | "tracker_unreachable"
  /** The tracker does not accept the server's token, or does not allow this request. */
  | "tracker_refused"
  /** The tracker has no such ticket. */
  | "tracker_not_found"
  /** The tracker does not understand the query. */
  | "tracker_bad_query"
  /** The server does not understand the tracker's answer. */
  | "tracker_unclear_answer"
  /** The tracker has no field for this estimate. */
  | "tracker_not_writable"
  /** The ticket was not imported from a tracker. */
  | "not_from_tracker"
  /** The ticket has no estimate. */
  | "no_estimate";
