/** Why a request to a tracker failed, in the form of a reply [A5, P2.6]. */
import type { TrackerCode } from "../protocol/tracker_codes.ts";
import type { TicketOutcome } from "../protocol/v2_frames.ts";
import type { RefusalCode } from "../room/events.ts";
import type { TrackerProblem } from "../trackers/tracker.ts";

export interface Problem {
  readonly code: TrackerCode | RefusalCode;
  /** A sentence for the person who asked. */
  readonly message: string;
}

/** A tracker's problem with the protocol's error code. */
export function problemOf({ code, message }: TrackerProblem): Problem {
  return { code: `tracker_${code}`, message };
}

/** The same as the outcome of one ticket of several. */
export function outcomeOf({ code, message }: Problem): Pick<TicketOutcome, "outcome" | "message"> {
  return { outcome: code, message };
}

/** The problem of a tracker that is not configured. */
export function unknownTracker(name: string): Problem {
  return { code: "tracker_unknown", message: `The server knows no tracker ${name}.` };
}
