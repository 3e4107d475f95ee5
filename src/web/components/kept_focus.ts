/**
 * Keeps the focus where the person is. What was pressed often goes, since it has been done: the form that opened the
 * room, the button that turned the cards. The browser then drops the focus to the page's beginning; here it goes to
 * what is left of where it was, and on a new screen to its heading. No control gets it: the same key pressed
 * twice must not do what nobody saw.
 */

/** What stands on its own, so that a person knows where it is; the innermost one that is left has the focus. */
const AREA = "dialog, section, aside, form";

/** From here on, for what is in the place. */
export function keepFocus(place: HTMLElement): void {
  let was: HTMLElement | null = null;
  let around: readonly Element[] = [];
  document.addEventListener("focusin", ({ target }) => {
    if (!(target instanceof HTMLElement)) return;
    was = target;
    around = ancestorsOf(target);
  });
  // pressed where nothing takes the focus: the person wants it so
  document.addEventListener("pointerdown", () =>
    setTimeout(() => {
      if (isLost() && was?.isConnected === true) was = null;
    }));
  const look = () => {
    if (was === null || was.isConnected || !isLost()) return;
    const area = around.find((one) => one.isConnected && place.contains(one) && one.matches(AREA));
    const next = area ?? place.querySelector("h1");
    if (!(next instanceof HTMLElement)) return;
    next.tabIndex = -1;
    next.focus({ preventScroll: true });
  };
  // once whoever takes the focus by itself has it
  new MutationObserver(() => requestAnimationFrame(() => setTimeout(look)))
    .observe(place, { childList: true, subtree: true });
}

function isLost(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

function ancestorsOf(element: Element): readonly Element[] {
  const { parentElement } = element;
  return parentElement === null ? [] : [parentElement, ...ancestorsOf(parentElement)];
}
