/** What is seldom pressed: beside the thing to do, and on a small phone, where it would cost a row, behind a button. */
import type { ComponentChildren } from "preact";
import { useId, useRef } from "preact/hooks";
import { words } from "../languages/words.ts";
import { Icon } from "./icon.tsx";

/** dock.css shows it without a press wherever there is room. */
export function Lesser({ children }: { readonly children: ComponentChildren }) {
  const id = useId();
  const place = useRef<HTMLDivElement>(null);
  const { moreActions } = words().dock;
  // one press is what it was opened for; a tick is not yet what it is about
  const close = ({ target }: Event) => {
    if (target instanceof Element && target.matches("button, button *, select")) {
      place.current?.togglePopover(false);
    }
  };
  return (
    <>
      <button
        type="button"
        class="more-actions"
        aria-label={moreActions}
        title={moreActions}
        popovertarget={id}
      >
        <Icon name="more" />
      </button>
      <div class="lesser" id={id} ref={place} popover="auto" onClick={close} onChange={close}>
        {children}
      </div>
    </>
  );
}
