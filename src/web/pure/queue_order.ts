/** Positions in the queue, as the command to move a ticket names them: by the ticket that follows. Pure. */

/** The ticket that `id` must be before to have the index `to`; undefined: none, it becomes the last. */
export function beforeWhom(ids: readonly string[], id: string, to: number): string | undefined {
  return ids.filter((one) => one !== id)[Math.max(0, to)];
}

/**
 * The ticket that a dragged one is before once it is dropped into a gap. Gap 0 is above the first ticket, the last gap
 * below all. null: it would stay where it is.
 */
export function beforeWhomInGap(
  ids: readonly string[],
  id: string,
  gap: number,
): string | undefined | null {
  const at = ids.indexOf(id);
  return at < 0 || gap === at || gap === at + 1 ? null : ids[gap];
}

/** The gap that is nearest to a pointer: the number of rows whose middle is above it. */
export function gapAt(middles: readonly number[], y: number): number {
  return middles.filter((middle) => middle < y).length;
}

/** The ticket that a removed one is before when it is put back: the next one after it that is still in the queue. */
export function beforeWhomAgain(
  before: readonly string[],
  id: string,
  now: readonly string[],
): string | undefined {
  return before.slice(before.indexOf(id) + 1).find((one) => one !== id && now.includes(one));
}
