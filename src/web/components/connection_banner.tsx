/** Shows only that the connection is lost. It is just above the dock, where it covers and moves no control. */
import { words } from "../languages/words.ts";
import type { App } from "../state/app.ts";
import type { RoomSession } from "../state/room_session.ts";
import { useTicks } from "./ticks.ts";

export function ConnectionBanner(
  { app, session }: { readonly app: App; readonly session: RoomSession },
) {
  const status = session.status.value;
  useTicks(status.state === "offline");
  if (status.state !== "offline" && status.state !== "connecting") return null;
  const text = words().connection;
  return (
    <section class="banner" aria-label={text.name}>
      <p>
        <strong>{text.lost}</strong> {nextTry(app)}
      </p>
      <button type="button" onClick={() => app.retryNow()}>{text.tryNow}</button>
    </section>
  );
}

/** A text that says when the next attempt is made, or that one is running. */
export function nextTry(app: App): string {
  const ms = app.nextTryIn();
  const { reconnecting, againIn } = words().connection;
  return ms === null ? reconnecting : againIn(Math.ceil(ms / 1_000));
}
