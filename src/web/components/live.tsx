/** Notices, and texts that screen readers read out. */
import type { App } from "../state/app.ts";
import { NoticesView } from "./notices_view.tsx";

export function Live({ app }: { readonly app: App }) {
  const screen = app.screen.value;
  const announced = screen.name === "room" ? screen.session.announced.value : null;
  return (
    <>
      <NoticesView notices={app.notices} />
      <p class="unseen" role="status" aria-live="polite">
        {/* new each time, so that the same words are read out again */}
        {announced !== null && <span key={announced.id}>{announced.text}</span>}
      </p>
    </>
  );
}
