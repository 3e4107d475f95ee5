/** Drawing again what changes by itself: countdowns. */
import { useEffect, useState } from "preact/hooks";

/** How often it is looked at, in milliseconds, so that no second is skipped on the screen. */
const LOOK_EVERY_MS = 250;

/** Draws the component that uses it again and again, as long as there is something to count. */
export function useTicks(isCounting: boolean): void {
  const [, draw] = useState(0);
  useEffect(() => {
    if (!isCounting) return;
    const looking = setInterval(() => draw((count) => count + 1), LOOK_EVERY_MS);
    return () => clearInterval(looking);
  }, [isCounting]);
}
