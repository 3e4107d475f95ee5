/**
 * A peer that we close because of what it sent may have more on its way, and the runtime answers a message
 * behind our close frame by dropping the connection, close frame and all. So that the peer gets to know why
 * [W7], what it sends is discarded until it has been quiet for a moment, or has had its time.
 */
import type { Clock } from "../base/clock.ts";
import type { CloseName } from "../protocol/close_codes.ts";

/** How long a peer is quiet before it is closed, and how long that is waited for, in milliseconds. */
export const LINGER_QUIET_MS = 20;
export const LINGER_MAX_MS = 1_000;

const LINGERING: ReadonlySet<CloseName> = new Set(["not_text", "policy", "too_big"]);

/** Whether a peer is closed because of what it sent. */
export function lingers(name: CloseName): boolean {
  return LINGERING.has(name);
}

interface Lingering {
  readonly clock: Clock;
  /** Whether anything has come since this was asked last. */
  readonly takeActivity: () => boolean;
}

/** Calls `close` once the peer is quiet; the returned function cancels that. */
export function whenQuiet({ clock, takeActivity }: Lingering, close: () => void): () => void {
  let cancel = () => {};
  const wait = (leftMs: number) => {
    takeActivity();
    cancel = clock.after(LINGER_QUIET_MS, () => {
      if (!takeActivity() || leftMs <= 0) return close();
      wait(leftMs - LINGER_QUIET_MS);
    });
  };
  wait(LINGER_MAX_MS);
  return () => cancel();
}
