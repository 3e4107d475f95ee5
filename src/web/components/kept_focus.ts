/**
 * Keeps the focus where the person is. A control that was pressed is often removed, such as the form that opened the
 * room, or disabled, as many are while the connection is lost, and the browser then moves the focus to the beginning of
 * the page. This moves it to the innermost remaining area around the control, or on a new screen to its heading. It
 * never moves to another control, because pressing a key twice must not trigger something unexpected.
 */

/** The elements that count as areas. */
const AREA = "dialog, section, aside, form";

/** Begins to keep the focus inside `place`. */
export function keepFocus(place: HTMLElement): void {
  let was: HTMLElement | null = null;
  let around: readonly Element[] = [];
  document.addEventListener("focusin", ({ target }) => {
    if (!(target instanceof HTMLElement)) return;
    was = target;
    // a notice is nowhere in the page: whoever was in one that is gone is near where they were before
    if (target.closest(".notices") === null) around = ancestorsOf(target);
  });
  // the person clicked where nothing can have the focus
  document.addEventListener("pointerdown", () =>
    setTimeout(() => {
      if (isLost() && was?.isConnected === true) was = null;
    }));
  const look = () => {
    if (was === null || !isLost()) return;
    if (isShown(was) && !was.matches(":disabled")) return;
    const area = around.find((one) => place.contains(one) && one.matches(AREA) && isShown(one));
    const next = area ?? place.querySelector("h1");
    if (!(next instanceof HTMLElement)) return;
    next.tabIndex = -1;
    next.focus({ preventScroll: true });
  };
  // after elements that take the focus by themselves have it
  const watch = new MutationObserver(() => requestAnimationFrame(() => setTimeout(look)));
  for (const one of [place, document.getElementById("live")]) {
    if (one === null) continue;
    watch.observe(one, { childList: true, subtree: true, attributeFilter: ["disabled"] });
  }
}

/** An empty dock, for example, is there and not shown. */
function isShown(element: Element): boolean {
  return element.getClientRects().length > 0;
}

function isLost(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

function ancestorsOf(element: Element): readonly Element[] {
  const { parentElement } = element;
  return parentElement === null ? [] : [parentElement, ...ancestorsOf(parentElement)];
}
