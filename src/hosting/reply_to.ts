/** The reply to a command, in its sender's protocol. */
import { refusedV1 } from "../protocol/v1_encode.ts";
import { encodeError, encodeOk } from "../protocol/v2_encode.ts";
import type { StepResult } from "../room/events.ts";
import type { Cause } from "../bus/envelopes.ts";
import type { Session } from "./sessions.ts";

/** Who sent a command. */
export interface Sender {
  readonly session: Session;
  /** The `id` of a v2 command; null: it has none, or the client speaks v1. */
  readonly id: string | null;
  /** When the command arrived, for the latency metrics. */
  readonly cause: Cause;
}

/** The frame that answers the command; null: it gets no reply. */
export function replyTo(
  { session, id }: Pick<Sender, "session" | "id">,
  result: StepResult,
): string | null {
  if (session.protocol === "v1") {
    return result.kind === "refused" ? refusedV1(result.refusal) : null;
  }
  if (result.kind === "refused") return encodeError(id, result.refusal);
  return id === null ? null : encodeOk(id, result.room.version);
}
