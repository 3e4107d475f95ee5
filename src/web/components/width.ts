/** How much room something has, as a number that components can reckon with. */
import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** What the stage has room for at most, in rem. */
const STAGE_WIDTH = 57;

/** The width of what the ref is given to, in whole rem, also after the window or the type changed. */
export function useWidth(): readonly [RefObject<HTMLDivElement | null>, number] {
  const place = useRef<HTMLDivElement>(null);
  // the first guess is mostly right, and reading it costs no layout
  const [width, setWidth] = useState(() => Math.min(inRem(innerWidth) - 2, STAGE_WIDTH));
  useLayoutEffect(() => {
    const { current } = place;
    if (current === null) return;
    // it reports a change before that is painted
    const watch = new ResizeObserver(() => setWidth(inRem(current.clientWidth)));
    watch.observe(current);
    return () => watch.disconnect();
  }, []);
  return [place, width];
}

function inRem(pixels: number): number {
  return Math.floor(pixels / parseFloat(getComputedStyle(document.documentElement).fontSize));
}
