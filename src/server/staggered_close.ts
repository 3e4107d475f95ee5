/**
 * How members are sent away at a stop, when there is somebody to come back to [S6]: one after the other, so
 * that not all of them are at the next process's door in the same moment. It owns the pace, and nothing else.
 */
import type { Clock } from "../base/clock.ts";

/**
 * The pause between two members, in milliseconds, if the time is enough for it: a few members need not wait
 * for `--drain-timeout` to be over, and many don't come back in a crowd.
 */
export const STAGGER_MS = 50;

/** A member's connection, as far as it matters here. */
interface Leaving {
  /** It has ended of itself meanwhile. */
  readonly isOver: boolean;
}

interface StaggeredCloseOptions<Member extends Leaving> {
  readonly members: readonly Member[];
  /** In milliseconds, for all of them together. */
  readonly withinMs: number;
  readonly clock: Clock;
  readonly close: (member: Member) => void;
}

/** Closes one member after the other, the first at once. Resolves when all are closed. */
export async function staggeredClose<Member extends Leaving>(
  { members, withinMs, clock, close }: StaggeredCloseOptions<Member>,
): Promise<void> {
  const pause = Math.min(STAGGER_MS, withinMs / members.length);
  const from = clock.now();
  for (const [n, member] of members.entries()) {
    if (member.isOver) continue; // nobody waits for its turn
    const wait = from + n * pause - clock.now();
    if (wait > 0) await new Promise<void>((resolve) => clock.after(wait, resolve));
    if (!member.isOver) close(member);
  }
}
