/** What may be sent of what home sends, while it waits for a commit or for the lease [C7, C8]. */
import { weigh } from "../bus/envelopes.ts";
import type { Fields } from "../base/log.ts";
import type { Pending } from "../journal/pending.ts";
import type { CloseName } from "../protocol/close_codes.ts";
import type { RoomId } from "../room/state.ts";

/** Whether it may be sent whatever is known: a code that calls one back is no answer, and the log no client. */
export function needsNoLease(pending: Pending): boolean {
  if (!("edge" in pending)) return true;
  const { message } = pending;
  switch (message.kind) {
    case "elsewhere":
      return true;
    case "close":
      return callsBack(message.close);
    case "refused":
      return callsBack(message.refusal.close);
    default:
      return false;
  }
}

function callsBack(close: CloseName): boolean {
  return close === "restarting" || close === "try_later";
}

/** Whether its connection would wait for it in vain if it were dropped, though its members are closed. */
export function endsConnection(pending: Pending): boolean {
  if (!("edge" in pending)) return false;
  const { kind } = pending.message;
  return kind === "close" || kind === "refused" || kind === "elsewhere";
}

/** About the bytes that it takes while it waits. */
export function weightOf(pending: Pending): number {
  if ("run" in pending) return pending.bytes;
  return "edge" in pending ? weigh(pending.message) : LINE_BYTES;
}

const LINE_BYTES = 256;

/** The room that a line of the log is about; null: about none. */
export function roomOfLine(fields: Fields | undefined): RoomId | null {
  const room = fields?.["room"];
  return typeof room === "string" ? room : null;
}
