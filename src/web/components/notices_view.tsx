/** Notices, over everything else. Problems are read out at once, the rest when there is time. */
import { words } from "../languages/words.ts";
import type { Notices } from "../state/notices.ts";
import { Icon } from "./icon.tsx";

export function NoticesView({ notices }: { readonly notices: Notices }) {
  return (
    <div class="notices" aria-live="polite">
      {notices.shown.value.map(({ id, kind, text, action }) => (
        <div key={id} class={`notice ${kind}`} role={kind === "problem" ? "alert" : undefined}>
          <p>{text}</p>
          {action !== undefined && (
            <button
              type="button"
              class="small"
              onClick={() => {
                notices.dismiss(id);
                action.run();
              }}
            >
              {action.label}
            </button>
          )}
          <button
            type="button"
            class="icon-button"
            data-repeated
            aria-label={words().common.dismiss}
            onClick={() =>
              notices.dismiss(id)}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}
