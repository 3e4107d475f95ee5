/** Less important actions: beside the main one, or, on a small phone, in a menu. */
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { words } from "../languages/words.ts";
import { Icon } from "./icon.tsx";

/** dock.css shows them without the menu if there is room. */
export function Lesser({ children }: { readonly children: ComponentChildren }) {
  const id = useId();
  const place = useRef<HTMLDivElement>(null);
  const { moreActions } = words().dock;
  const button = useRef<HTMLButtonElement>(null);
  const close = () => place.current?.togglePopover?.(false); // Firefox has it since 125
  const closesAt = (what: string) => ({ target }: Event) => {
    if (target instanceof Element && target.matches(what)) close();
  };
  useEffect(() => {
    // a phone was turned: they are in their place again
    const look = () => button.current?.getClientRects().length === 0 && close();
    addEventListener("resize", look);
    return () => removeEventListener("resize", look);
  }, []);
  return (
    <>
      <button
        ref={button}
        type="button"
        class="more-actions"
        aria-label={moreActions}
        title={moreActions}
        popovertarget={id}
      >
        <Icon name="more" />
      </button>
      <div
        class="lesser"
        id={id}
        ref={place}
        popover="auto"
        // before a dialog opens, which gives the focus back to where it was; a press on a list only opens that
        onClickCapture={closesAt("button, button *")}
        onChange={closesAt("select")}
      >
        {children}
      </div>
    </>
  );
}
