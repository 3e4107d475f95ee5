/** When to try again, so that a thousand clients of a server that comes back don't come all at once [P2.9]. */
import type { Retry } from "../protocol/close_codes.ts";

/** Bounds of the first wait, in milliseconds. */
const FIRST_WAIT_MS: Readonly<Record<Exclude<Retry, "never">, number>> = {
  at_once: 500,
  later: 4_000,
};

/** Bound of any wait: while an outage is young a person sits there, and a ballot waits 10 s for who is away [P2.7]. */
const YOUNG_WAIT_MAX_MS = 5_000;
const WAIT_MAX_MS = 30_000;
/** Bound of what a server may ask for, in milliseconds. */
const RETRY_AFTER_MAX_MS = 60_000;
/** So long an outage is young, in milliseconds. */
const YOUNG_MS = 120_000;

interface Outage {
  /** Attempts so far. */
  readonly attempt: number;
  /** What the last close means for trying again. */
  readonly retry: Exclude<Retry, "never">;
  /** How long the connection has been lost, in milliseconds. */
  readonly lostForMs: number;
  /** What the server asked for; null: nothing. It has given others other times. */
  readonly retryAfterMs: number | null;
}

/**
 * What the server asked for; otherwise exponential backoff with full jitter: anything from nothing to a bound that
 * doubles with each attempt, from 0.
 */
export function waitBefore(
  { attempt, retry, lostForMs, retryAfterMs }: Outage,
  random: () => number,
): number {
  if (retryAfterMs !== null) return Math.min(retryAfterMs, RETRY_AFTER_MAX_MS);
  const max = lostForMs < YOUNG_MS ? YOUNG_WAIT_MAX_MS : WAIT_MAX_MS;
  return Math.floor(random() * Math.min(max, FIRST_WAIT_MS[retry] * 2 ** attempt));
}
