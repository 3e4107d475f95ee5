/**
 * Delays the close of a peer that broke a limit. It may have more messages on their way, and if one arrives after our
 * close frame, the runtime drops the connection and the peer never sees the reason. So its messages are discarded until
 * it has been quiet for a moment, or for a second at most, and then the close frame is sent [W7].
 */
import type { Clock } from "../base/clock.ts";
import type { CloseName } from "../protocol/close_codes.ts";

/** How long a peer must be quiet before it is closed, and how long to wait for that, in milliseconds. */
export const LINGER_QUIET_MS = 20;
export const LINGER_MAX_MS = 1_000;

const LINGERING: ReadonlySet<CloseName> = new Set(["not_text", "policy", "too_big"]);

/** Whether a peer is closed because of what it sent. */
export function lingers(name: CloseName): boolean {
  return LINGERING.has(name);
}

interface Lingering {
  readonly clock: Clock;
  /** Whether anything has arrived since the last call. */
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
