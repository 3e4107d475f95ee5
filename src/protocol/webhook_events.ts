/**
 * Webhook events as schemas, and the types that follow from them [A4]. Ballots are as in results; an unrevealed ballot
 * is in none [R7].
 */
import * as v from "valibot";
import { type Frozen, results, revealedBallot } from "./v2_frames.ts";

const session = {
  /** The id that others join with. It may be used again when this session is long over. */
  room_id: v.string(),
  /** Unique to this session. */
  session_id: v.string(),
  /** The room's name; missing: it has none [R17b]. */
  name: v.exactOptional(v.string()),
};

const ofBallot = v.object({ ...session, ballot: revealedBallot });

/** When it happened: ISO 8601, in UTC. */
const timestamp = v.pipe(v.string(), v.isoTimestamp());

/** Every event, by type. */
export const WEBHOOK_EVENTS = {
  "ballot.revealed": v.object({ type: v.literal("ballot.revealed"), timestamp, data: ofBallot }),
  /** [P2.5] The estimate is in the ballot. */
  "estimate.set": v.object({ type: v.literal("estimate.set"), timestamp, data: ofBallot }),
  "session.ended": v.object({
    type: v.literal("session.ended"),
    timestamp,
    data: v.object({
      ...session,
      reason: v.picklist(["admin_left", "ended_by_admin", "idle", "server_stopping"]),
      /** With the newest ballots. */
      ...v.omit(results, ["room_id"]).entries,
      /** How many ballots come before them; missing: none. */
      earlier_ballots: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1))),
    }),
  }),
} as const;

export type WebhookType = keyof typeof WEBHOOK_EVENTS;

/** Data of an event, deeply readonly. */
export type WebhookData<Type extends WebhookType> = Frozen<
  v.InferOutput<(typeof WEBHOOK_EVENTS)[Type]>["data"]
>;

/** An event that is sent to receivers. Its text is the same in all attempts. */
export interface Notice {
  /** The same in all attempts, so that receivers can ignore repetitions. */
  readonly id: string;
  readonly type: string;
  /** Events of one session are sent in their order. */
  readonly session_id: string;
  /** When it happened, in milliseconds since 1970. */
  readonly at: number;
  /** JSON. */
  readonly body: string;
}
