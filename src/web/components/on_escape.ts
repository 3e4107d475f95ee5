/** Escape within something that it closes, while what is around that stays. */

/** Handles keys: Escape calls `close`, except one that an input method takes for itself. */
export function onEscape(close: () => void): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    close();
  };
}
