/**
 * A modal dialog, with the browser's element, which keeps the focus inside and restores it afterwards. Escape closes
 * it, and so does a click on the backdrop, but only one that began and ended there: selecting text with the mouse must
 * not close it.
 */
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { words } from "../languages/words.ts";
import { Icon } from "./icon.tsx";
import { placeLive } from "./live_place.ts";

export function Dialog({ title, wide = false, onClose, children }: {
  readonly title: string;
  readonly wide?: boolean;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const beganBeside = useRef(false);
  const isGone = useRef(false);
  const id = useId();
  useLayoutEffect(() => {
    const { current } = dialog;
    if (current === null) return;
    current.showModal();
    placeLive();
    return () => {
      // closed before it is removed, so that the browser restores the focus
      isGone.current = true;
      current.close();
      placeLive();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={wide ? "wide" : ""}
      aria-labelledby={id}
      // Escape is handled here, in the same turn: the browser reports a close only after the next key, so that whoever
      // opens a dialog again at once would open the one that is closing. File inputs have `cancel` events, too.
      onCancel={({ target, currentTarget }) => target === currentTarget && onClose()}
      onClose={() => isGone.current || onClose()}
      onPointerDown={(event) => beganBeside.current = isBeside(event)}
      onClick={(event) => beganBeside.current && isBeside(event) && onClose()}
    >
      <div class="dialog-body">
        <header>
          <h2 id={id}>
            <bdi>{title}</bdi>
          </h2>
          <button
            type="button"
            class="icon-button"
            aria-label={words().common.close}
            onClick={onClose}
          >
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

/** Whether an event is on the backdrop, which belongs to the dialog element. */
function isBeside({ target, currentTarget, clientX, clientY }: {
  readonly target: EventTarget | null;
  readonly currentTarget: HTMLDialogElement;
  readonly clientX: number;
  readonly clientY: number;
}): boolean {
  const { left, right, top, bottom } = currentTarget.getBoundingClientRect();
  return target === currentTarget &&
    (clientX < left || clientX > right || clientY < top || clientY > bottom);
}
