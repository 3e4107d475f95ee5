/**
 * The resume tokens of v2 members [P2.2]. Only hashes are kept, so that neither memory nor files reveal a token.
 */
import { sha256 } from "../base/hash.ts";
import type { MemberId } from "../room/state.ts";

/**
 * The members of a room by the hash of their token; null for a member who has left, whose token does not count as a
 * guess [W9]. Immutable, so that changes are found by comparing references.
 */
export type Tokens = ReadonlyMap<string, MemberId | null>;

/** Tokens of departed members that a room remembers; beyond it the oldest are dropped. */
export const FORMER_TOKENS_MAX = 1_000;

/**
 * The hash of a token. Looking up the hash takes a time that tells nothing about how much of the token was right
 * [P2.2]. Tokens are random, so they need neither salt nor a slow hash.
 */
export function hashOf(token: string): string {
  return sha256(token);
}

/** The tokens with that of one more member. */
export function withToken(tokens: Tokens, hash: string, memberId: MemberId): Tokens {
  return new Map(tokens).set(hash, memberId);
}

/** The tokens after the member with this one has left. Keeps at most FORMER_TOKENS_MAX of departed members. */
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
