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
  return (
    <section class="dock" aria-label={words().dock.name} ref={dock}>
      <Hand session={session} />
      <Actions session={session} />
    </section>
  );
}
