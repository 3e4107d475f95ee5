/**
 * What is long to draw comes in slices, one a frame: sixty seats at once would keep a slow machine busy for longer than
 * a person who presses something waits gladly.
 */
import { useEffect, useRef, useState } from "preact/hooks";

/** How many of a list a slow phone draws well within a tenth of a second. */
const SLICE = 10;

/** So many of a long list come at first, in a frame that has much else to draw: the outcome, other buttons. */
const FIRST_SLICE = 4;

/**
 * How many of so many to draw now, from the list's beginning, `slice` more with each frame. It begins anew where the
 * list is another one.
 */
export function useSlices(count: number, slice = SLICE): number {
  const [drawn, setDrawn] = useState(count > slice ? FIRST_SLICE : slice);
  // what comes a frame later than the rest is in the second one: the dock, or the list itself
  const [waits, setWaits] = useState(count > slice);
  const isWhole = drawn >= count;
  useEffect(() => {
    if (isWhole) return undefined;
    return afterFrame(() => waits ? setWaits(false) : setDrawn(drawn + slice));
  }, [drawn, isWhole, waits, slice]);
  return drawn;
}

/** Whether what can wait for the first frame is drawn by now, too. */
export function useSecondFrame(): boolean {
  const [isDrawn, setDrawn] = useState(false);
  useEffect(() => afterFrame(() => setDrawn(true)), []);
  return isDrawn;
}

/**
 * The value that a list of so many is drawn with. One with another `key` changes all of a long list, and comes a frame
 * later than everything else that changes with it.
 */
export function useFrameLater<Value>(value: Value, { key, count }: {
  readonly key: string;
  readonly count: number;
}): Value {
  const drawn = useRef({ key, value });
  const [, draw] = useState(0);
  const isLate = count > SLICE && drawn.current.key !== key;
  if (!isLate) drawn.current = { key, value };
  useEffect(() => {
    if (!isLate) return undefined;
    return afterFrame(() => {
      drawn.current = { key, value };
      draw((times) => times + 1);
    });
  }, [isLate, key]);
  return drawn.current.value;
}

/** After the frame, not in it: what was drawn before is laid out and painted by then. The result calls it off. */
function afterFrame(run: () => void): () => void {
  let later: ReturnType<typeof setTimeout> | undefined;
  const frame = requestAnimationFrame(() => {
    later = setTimeout(run);
  });
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(later);
  };
}
