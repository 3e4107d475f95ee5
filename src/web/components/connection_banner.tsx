/** Tells that the connection is lost, and that nothing is lost with it. It lies over the room: no jump. */
import type { App } from "../state/app.ts";
import type { Stay } from "../state/stay.ts";

export function ConnectionBanner({ app, stay }: { readonly app: App; readonly stay: Stay }) {
  const status = stay.status.value;
  if (status.state !== "offline" && status.state !== "connecting") return null;
  return (
    <section class="banner" aria-label="Connection">
      <p>
        <strong>Connection lost.</strong> Reconnecting…
      </p>
      <button type="button" onClick={() => app.retryNow()}>Try now</button>
    </section>
  );
}
