/** The reply to a command, in the words of its sender's protocol. */
import { refusedV1 } from "../protocol/v1_encode.ts";
import { encodeError, encodeOk } from "../protocol/v2_encode.ts";
import type { StepResult } from "../room/events.ts";
import type { Cause } from "../bus/envelopes.ts";
import type { Session } from "./sessions.ts";

/** Who sent a command. */
export interface Sender {
  readonly session: Session;
  /** What a v2 client calls its command; null: it gave it no name, or speaks v1. */
  readonly id: string | null;
  readonly cause: Cause;
}

/** The frame that answers the command; null: none does. */
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
