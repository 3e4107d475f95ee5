/**
 * The bottom of the room, which never scrolls away: the own cards, and what this person can do now. Where the
 * page scrolls to a control it leaves this much free, so that none is ever covered.
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
  // What was pressed is about to go. Were the focus still on it, the browser would lay out the new table at once, in
  // the midst of drawing it.
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
