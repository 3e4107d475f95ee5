/**
 * Closes members one after the other when the server stops and its rooms are kept [S6], so that not all of them
 * reconnect to the next process at the same moment.
 */
import { type Clock, pause } from "../base/clock.ts";

/** The pause between two members, in milliseconds, if there is time for it. */
export const STAGGER_MS = 50;

/** The part of a member's connection that is used here. */
interface Leaving {
  /** Whether it has ended by itself. */
  readonly isOver: boolean;
}

interface StaggeredCloseOptions<Member extends Leaving> {
  readonly members: readonly Member[];
  /** The time for all of them, in milliseconds. */
  readonly withinMs: number;
  readonly clock: Clock;
  readonly close: (member: Member) => void;
}

/** Closes one member after the other, the first at once. Resolves when all are closed. */
export async function staggeredClose<Member extends Leaving>(
  { members, withinMs, clock, close }: StaggeredCloseOptions<Member>,
): Promise<void> {
  const everyMs = Math.min(STAGGER_MS, withinMs / members.length);
  const from = clock.now();
  for (const [n, member] of members.entries()) {
    if (member.isOver) continue; // needs no pause
    const wait = from + n * everyMs - clock.now();
    if (wait > 0) await pause(clock, wait);
    if (!member.isOver) close(member);
  }
}
