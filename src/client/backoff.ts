/** When to try again, so that a thousand clients of a server that comes back don't come all at once [P2.9]. */
import type { Retry } from "../protocol/close_codes.ts";

/** Bounds of the first wait and of any, in milliseconds. A ballot waits 10 s for who is away [P2.7]. */
export const FIRST_WAIT_MS: Readonly<Record<Exclude<Retry, "never">, number>> = {
  at_once: 500,
  later: 4_000,
};
export const WAIT_MAX_MS = 30_000;

/** Exponential backoff with full jitter: anything from nothing to a bound that doubles with each attempt, from 0. */
export function waitBefore(
  attempt: number,
  retry: Exclude<Retry, "never">,
  random: () => number,
): number {
  return Math.floor(random() * Math.min(WAIT_MAX_MS, FIRST_WAIT_MS[retry] * 2 ** attempt));
}
