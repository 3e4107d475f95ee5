/**
 * How many posts a worker may have on the bus unacknowledged, and how its peers share them. Pure
 * arithmetic.
 */
import type { Peer } from "./link_peer.ts";

/**
 * Unacknowledged data posts of all workers together. Deno's BroadcastChannel keeps the last 256 posts
 * of the process, of all channels, for a reader that lags; the other 64 are for acknowledgements and
 * hellos [S2].
 */
export const OUTSTANDING_POSTS_MAX = 192;

/** Unacknowledged data posts of one worker, over all its peers [S2]. */
export function windowOf(workers: number): number {
  return Math.floor(OUTSTANDING_POSTS_MAX / workers);
}

/**
 * Whether one more post to `peer` may be outstanding. The first may while any slot is free. More must
 * leave half of the window to the others, and a slot for each that has none, up to half the window
 * (at 15 peers there are 12 slots): a peer that is blocked can't starve the rest.
 */
export function mayOpen(
  peer: Peer<unknown>,
  peers: readonly (Peer<unknown> | undefined)[],
  window: number,
): boolean {
  let free = window;
  let without = 0;
  for (const other of peers) {
    if (!other) continue;
    free -= other.outstanding;
    if (other !== peer && other.outstanding === 0) without++;
  }
  if (peer.outstanding === 0 || peers.length <= 2) return free > 0;
  const half = Math.floor(window / 2);
  return peer.outstanding < half && free > Math.min(without, half);
}
