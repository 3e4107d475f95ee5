/**
 * The bottom of the room, which never scrolls away: this person's cards and actions. When the page scrolls to a
 * control, it leaves the dock's height free, so that no control is covered.
 */
import { useEffect, useRef } from "preact/hooks";
import { words } from "../languages/words.ts";
import type { RoomSession } from "../state/room_session.ts";
import { Actions } from "./actions.tsx";
import { Hand } from "./hand.tsx";

export function Dock({ session }: { readonly session: RoomSession }) {
  const dock = useRef<HTMLElement>(null);
  useEffect(() => {
    const { current } = dock;
    if (current === null) return;
    const { style } = document.documentElement;
    const watch = new ResizeObserver(() =>
      style.setProperty("--dock-height", `${current.offsetHeight}px`)
    );
    watch.observe(current);
    return () => {
      watch.disconnect();
      style.removeProperty("--dock-height");
    };
  }, []);
  // The pressed button is about to be removed. If it still had the focus, the browser would lay out the page at once,
  // in the middle of drawing.
  useEffect(() => {
    let wasRevealed = isRevealed(session);
    return session.room.subscribe(() => {
      if (isRevealed(session) === wasRevealed) return;
      wasRevealed = !wasRevealed;
      const { current } = dock;
      if (current?.contains(document.activeElement) === true) {
        current.focus({ preventScroll: true });
      }
    });
  }, [session]);
  return (
    <section class="dock" aria-label={words().dock.name} ref={dock} tabIndex={-1}>
      <Hand session={session} />
      <Actions session={session} />
    </section>
  );
}

function isRevealed({ room }: RoomSession): boolean {
  return room.peek().ballot?.phase === "revealed";
}
