/** On the way back to a seat that this browser has. */
import type { App, Screen } from "../state/app.ts";
import { Shell } from "./shell.tsx";

type ReturningScreen = Extract<Screen, { name: "returning" }>;

export function Returning({ app, seat, status }: { readonly app: App } & ReturningScreen) {
  const is_lost = status.state === "offline";
  return (
    <Shell>
      <main class="panel centred">
        <h1>{is_lost ? "The server can't be reached" : `Back to room ${seat.room_id}…`}</h1>
        <p role="status">
          {is_lost
            ? "Your seat is kept for a while. This page goes on trying, you need do nothing."
            : "Your seat is waiting for you."}
        </p>
        {is_lost && (
          <button type="button" class="primary" onClick={() => app.retryNow()}>Try now</button>
        )}
        <button type="button" class="link" onClick={() => app.goTo(null)}>
          Open another room instead
        </button>
      </main>
    </Shell>
  );
}
