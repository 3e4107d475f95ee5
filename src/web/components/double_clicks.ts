/**
 * A double click on a button is one press, and so is an Enter that is held. The second click would send the command
 * again, or hit whatever has taken the button's place: under the one that reveals the cards there may be the one that
 * accepts an estimate and goes on. And a key repeats in whatever has the focus by then: a form that it has opened would
 * be sent.
 */

/** Buttons that people press several times on purpose. */
const REPEATED = "[data-repeated]";

/** From here on, in the whole document. */
export function pressOnce(): void {
  let pressed: Element | null = null;
  document.addEventListener("click", (event) => {
    const { target, detail } = event;
    // a key's click has detail 0, the first click of several has 1
    if (detail <= 1) {
      pressed = target instanceof Element ? target.closest(`button:not(${REPEATED})`) : null;
    } else if (pressed !== null) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, { capture: true });
  let enteredIn: EventTarget | null = null;
  document.addEventListener("keydown", (event) => {
    const { key, repeat, target } = event;
    if (key !== "Enter") return;
    if (!repeat) enteredIn = target;
    // empty lines are typed like that
    else if (target !== enteredIn || !(target instanceof HTMLTextAreaElement)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, { capture: true });
}
