/** The wait before another attempt, so that clients of a restarted server don't come back all at once [P2.9]. */
import type { Retry } from "../protocol/close_codes.ts";

/** The upper bound of the first wait, in milliseconds. */
const FIRST_WAIT_MS: Readonly<Record<Exclude<Retry, "never">, number>> = {
  at_once: 500,
  later: 4_000,
};

/** The upper bound of a wait, in milliseconds: short at first, because a ballot waits 10 s for a voter [P2.7]. */
const YOUNG_WAIT_MAX_MS = 5_000;
const WAIT_MAX_MS = 30_000;
/** The longest wait that a server may ask for, in milliseconds. */
const RETRY_AFTER_MAX_MS = 60_000;
/** How long an outage counts as young, in milliseconds. */
const YOUNG_MS = 120_000;

interface Outage {
  /** Attempts so far. */
  readonly attempt: number;
  /** What the last close code says about retrying. */
  readonly retry: Exclude<Retry, "never">;
  /** How long the connection has been lost, in milliseconds. */
  readonly lostForMs: number;
  /** The wait that the server asked for, in milliseconds; null: none. Each client gets its own. */
  readonly retryAfterMs: number | null;
}

/**
 * The wait in milliseconds: what the server asked for, or exponential backoff with full jitter: random, from 0 to a
 * bound that doubles with each attempt.
 */
export function waitBefore(
  { attempt, retry, lostForMs, retryAfterMs }: Outage,
  random: () => number,
): number {
  if (retryAfterMs !== null) return Math.min(retryAfterMs, RETRY_AFTER_MAX_MS);
  const max = lostForMs < YOUNG_MS ? YOUNG_WAIT_MAX_MS : WAIT_MAX_MS;
  return Math.floor(random() * Math.min(max, FIRST_WAIT_MS[retry] * 2 ** attempt));
}
