/**
 * The focus in the queue. Tab stops there once, however many tickets there are; arrow keys, Home and End move between
 * rows, left and right within one. Moving or removing a row must not lose the focus.
 */
import { useLayoutEffect, useRef } from "preact/hooks";

type Find = () => HTMLElement | null;

/**
 * Keeps the focus on the element that `find` returns, while rows change: a row loses it when the browser moves it.
 */
export function useKeptFocus(): (find: Find, work: Promise<unknown>) => void {
  const wanted = useRef<Find | null>(null);
  useLayoutEffect(() => wanted.current?.()?.focus());
  return async (find, work) => {
    wanted.current = find;
    await work;
    requestAnimationFrame(() => {
      find()?.focus();
      if (wanted.current === find) wanted.current = null;
    });
  };
}

/**
 * Handles a key that was pressed in a row. Returns the row's ticket if the key is for it: Alt with an arrow moves it,
 * Delete removes it.
 */
export function stepThroughQueue(event: KeyboardEvent): string | null {
  const { key, altKey, ctrlKey, metaKey, target, currentTarget } = event;
  if (!(target instanceof HTMLElement) || !(currentTarget instanceof HTMLElement)) return null;
  const row = target.closest<HTMLElement>("[role=row]");
  if (row === null || ctrlKey || metaKey || !target.matches("[data-stop]")) return null;
  const isVertical = key === "ArrowUp" || key === "ArrowDown";
  if (key === "Delete" || (altKey && isVertical)) {
    event.preventDefault();
    return row.dataset["row"] ?? null;
  }
  if (altKey) return null;
  const stops = stopsOf(row);
  const column = stops.indexOf(target);
  const found = isVertical || key === "Home" || key === "End"
    ? inOtherRow(currentTarget, { row, key, column })
    : stops[column + sideways(key, getComputedStyle(row).direction)];
  if (found === undefined || found === target) return null;
  event.preventDefault();
  found.focus();
  return null;
}

function stopsOf(row: HTMLElement): readonly HTMLElement[] {
  return [...row.querySelectorAll<HTMLElement>("[data-stop]")];
}

function inOtherRow(grid: HTMLElement, { row, key, column }: {
  readonly row: HTMLElement;
  readonly key: string;
  readonly column: number;
}): HTMLElement | undefined {
  const rows = [...grid.querySelectorAll<HTMLElement>("[role=row]")]
    .filter((one) => stopsOf(one).length > 0);
  const at = rows.indexOf(row);
  const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: rows.length - 1 }[key] ?? at;
  const stops = rows[to] === undefined ? [] : stopsOf(rows[to]);
  return stops[column] ?? stops.at(-1);
}

/** By how many controls a key moves within a row. */
function sideways(key: string, direction: string): number {
  if (key !== "ArrowLeft" && key !== "ArrowRight") return 0;
  return (key === "ArrowRight") === (direction === "ltr") ? 1 : -1;
}
