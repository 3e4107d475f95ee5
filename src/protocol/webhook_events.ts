/**
 * What receivers of webhooks are sent [A4]: every event as a schema, and the types that follow from them. Its data is as
 * results have it. Nothing in it is of a ballot that was not revealed [R7].
 */
import * as v from "valibot";
import { type Frozen, results, revealedBallot } from "./v2_frames.ts";

const session = {
  /** What others join with; it may be given to another session once this one is long over. */
  room_id: v.string(),
  /** Of this session alone. */
  session_id: v.string(),
  /** What people call the room, if it has a name [R17b]. */
  name: v.exactOptional(v.string()),
};

const ofBallot = v.object({ ...session, ballot: revealedBallot });

/** When it happened: ISO 8601, in UTC. */
const timestamp = v.pipe(v.string(), v.isoTimestamp());

/** Every event, by its type. */
export const WEBHOOK_EVENTS = {
  "ballot.revealed": v.object({ type: v.literal("ballot.revealed"), timestamp, data: ofBallot }),
  /** [P2.5] The ballot has the estimate. */
  "estimate.set": v.object({ type: v.literal("estimate.set"), timestamp, data: ofBallot }),
  "session.ended": v.object({
    type: v.literal("session.ended"),
    timestamp,
    data: v.object({
      ...session,
      reason: v.picklist(["admin_left", "ended_by_admin", "idle", "server_stopping"]),
      /** With the newest ballots. */
      ...v.omit(results, ["room_id"]).entries,
      /** How many ballots come before them; left out where there is none. */
      earlier_ballots: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1))),
    }),
  }),
} as const;

export type WebhookType = keyof typeof WEBHOOK_EVENTS;

/** Data of an event, readonly to the last field. */
export type WebhookData<Type extends WebhookType> = Frozen<
  v.InferOutput<(typeof WEBHOOK_EVENTS)[Type]>["data"]
>;

/** An event on its way to receivers, as text that stays the same over all attempts. */
export interface Notice {
  /** Of this event, the same whenever it is sent: a receiver that has had it drops it. */
  readonly id: string;
  readonly type: string;
  /** Events of one session are sent in their order. */
  readonly session_id: string;
  /** When it happened, in milliseconds since 1970. */
  readonly at: number;
  /** JSON. */
  readonly body: string;
}
