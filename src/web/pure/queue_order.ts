/** Places in the queue, as the command to move a ticket counts them: before which other one it stands. Pure. */

/** Whom `id` must stand before to be the `to`th, from 0; undefined: nobody, it is the last. */
export function beforeWhom(ids: readonly string[], id: string, to: number): string | undefined {
  return ids.filter((one) => one !== id)[Math.max(0, to)];
}

/**
 * Whom a ticket stands before once it is dropped into a gap: the 0th is over the first, the last below all.
 * null: it would stay where it is.
 */
export function beforeWhomInGap(
  ids: readonly string[],
  id: string,
  gap: number,
): string | undefined | null {
  const at = ids.indexOf(id);
  return at < 0 || gap === at || gap === at + 1 ? null : ids[gap];
}

/** Which gap a pointer is nearest to: so many rows have their middle above it. */
export function gapAt(middles: readonly number[], y: number): number {
  return middles.filter((middle) => middle < y).length;
}

/** Whom a ticket that was taken out stands before when it comes back: the next of old that still waits. */
export function beforeWhomAgain(
  before: readonly string[],
  id: string,
  now: readonly string[],
): string | undefined {
  return before.slice(before.indexOf(id) + 1).find((one) => one !== id && now.includes(one));
}
