/**
 * What v2 members come back with [P2.2], as their hashes: whoever reads our memory or our files has nobody's
 * token. Pure but for the hash itself.
 */
import { sha256 } from "../base/hash.ts";
import type { MemberId } from "../room/state.ts";

/**
 * The members of a room by the hash of their token; null for members who left: to show one of theirs is no
 * guess [W9]. Never changed in place, so that what changed is found by comparing.
 */
export type Tokens = ReadonlyMap<string, MemberId | null>;

/** Tokens of former members that a room remembers; the oldest go first. */
export const FORMER_TOKENS_MAX = 1_000;

/**
 * The hash that a token is known by. A search for it takes a time that depends on the hash, and nothing
 * of how much of the token was right [P2.2]. Tokens are random, so it needs no salt and no slowness.
 */
export function hashOf(token: string): string {
  return sha256(token);
}

/** The tokens with one more member's. */
export function withToken(tokens: Tokens, hash: string, memberId: MemberId): Tokens {
  return new Map(tokens).set(hash, memberId);
}

/** The tokens when the member of this one has left: the last of the former ones, the oldest of which may go. */
export function withFormer(tokens: Tokens, hash: string): Tokens {
  const changed = new Map(tokens);
  changed.delete(hash);
  changed.set(hash, null);
  const former = [...changed].filter(([, member_id]) => member_id === null);
  for (const [oldest] of former.slice(0, Math.max(0, former.length - FORMER_TOKENS_MAX))) {
    changed.delete(oldest);
  }
  return changed;
}
