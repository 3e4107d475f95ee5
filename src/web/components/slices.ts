/**
 * A long list comes in slices, one a frame, from its beginning: sixty seats at once would keep a slow machine busy for
 * longer than a person who presses something waits gladly.
 */
import { useEffect, useState } from "preact/hooks";

/** How many of a list a slow phone draws well within a tenth of a second. */
const SLICE = 10;

/** So many of a long list come at first, in a frame that has much else to draw: the outcome, other buttons. */
const FIRST_SLICE = 4;

/** How many of so many to draw now. It begins anew where the list is another one. */
export function useSlices(count: number): number {
  const [drawn, setDrawn] = useState(count > SLICE ? FIRST_SLICE : SLICE);
  const isWhole = drawn >= count;
  useEffect(() => {
    if (isWhole) return undefined;
    let later: ReturnType<typeof setTimeout> | undefined;
    // after the frame, not in it: the slice before it is laid out and painted by then
    const frame = requestAnimationFrame(() => {
      later = setTimeout(() => setDrawn(drawn + SLICE));
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(later);
    };
  }, [drawn, isWhole]);
  return drawn;
}
