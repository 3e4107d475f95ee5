/** Dragging tickets of the queue with mouse, touch or pen. A drop only reports the new position. */
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { beforeWhomInGap, gapAt } from "../pure/queue_order.ts";

/** How near to an edge of the visible queue it scrolls, and by how much in each frame, in pixels. */
const EDGE = 56;
const STEP = 9;

/** What a row shows while dragging. */
export interface RowDrag {
  readonly isDragged: boolean;
  /** Whether the dragged ticket would be dropped before this row, or after it as the last; null: neither. */
  readonly gap: "before" | "after" | null;
  readonly onPointerDown: (event: PointerEvent) => void;
}

interface Dragged {
  readonly id: string;
  readonly gap: number;
}

export function useQueueDrag({ grid, ids, onDrop }: {
  readonly grid: RefObject<HTMLElement | null>;
  readonly ids: readonly string[];
  readonly onDrop: (id: string, before: string | undefined) => void;
}) {
  const [dragged, setDragged] = useState<Dragged | null>(null);
  const now = useRef({ ids, onDrop });
  now.current = { ids, onDrop };
  const stop = useRef<() => void>(() => {});
  useEffect(() => () => stop.current(), []);

  const begin = (id: string, { currentTarget, button, pointerId, clientY }: PointerEvent) => {
    if (button !== 0 || !(currentTarget instanceof HTMLElement)) return;
    const grip = currentTarget;
    let [y, gap, frame] = [clientY, -1, 0];
    const look = () => {
      if (grid.current === null) return;
      gap = gapAt(middlesOf(grid.current), y);
      setDragged((one) => one?.gap === gap ? one : { id, gap });
    };
    const move = (event: PointerEvent) => {
      y = event.clientY;
      look();
    };
    const scroll = () => {
      if (grid.current !== null && scrollNear(grid.current, y)) look();
      frame = requestAnimationFrame(scroll);
    };
    const end = () => {
      stop.current = () => {};
      cancelAnimationFrame(frame);
      grip.removeEventListener("pointermove", move);
      grip.removeEventListener("pointerup", drop);
      for (const name of ["pointercancel", "lostpointercapture"]) {
        grip.removeEventListener(name, end);
      }
      removeEventListener("keydown", cancel, true);
      setDragged(null);
    };
    const drop = () => {
      const { ids, onDrop } = now.current;
      const before = gap < 0 ? null : beforeWhomInGap(ids, id, gap);
      end();
      if (before !== null) onDrop(id, before);
    };
    const cancel = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      end();
    };
    stop.current();
    stop.current = end;
    grip.setPointerCapture(pointerId);
    grip.addEventListener("pointermove", move);
    grip.addEventListener("pointerup", drop);
    for (const name of ["pointercancel", "lostpointercapture"]) grip.addEventListener(name, end);
    addEventListener("keydown", cancel, true);
    frame = requestAnimationFrame(scroll);
  };

  const of = (id: string, index: number): RowDrag => ({
    isDragged: dragged?.id === id,
    gap: dragged?.gap === index
      ? "before"
      : dragged?.gap === ids.length && index === ids.length - 1
      ? "after"
      : null,
    onPointerDown: (event) => begin(id, event),
  });
  return { dragged, of };
}

function middlesOf(grid: HTMLElement): readonly number[] {
  return [...grid.querySelectorAll("[role=row]")].map((row) => {
    const { top, height } = row.getBoundingClientRect();
    return top + height / 2;
  });
}

/** Scrolls if the pointer is near an edge of the visible queue. Returns whether it did. */
function scrollNear(grid: HTMLElement, y: number): boolean {
  const inside = grid.parentElement;
  const isOwn = inside !== null && inside.scrollHeight > inside.clientHeight &&
    getComputedStyle(inside).overflowY === "auto";
  const dock = document.querySelector(".dock")?.getBoundingClientRect();
  const { top, bottom } = isOwn
    ? inside.getBoundingClientRect()
    : { top: 0, bottom: dock === undefined || dock.height === 0 ? innerHeight : dock.top };
  const by = y < top + EDGE ? -STEP : y > bottom - EDGE ? STEP : 0;
  if (by !== 0) (isOwn ? inside : globalThis).scrollBy(0, by);
  return by !== 0;
}
