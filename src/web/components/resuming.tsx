/** On the way back to a seat that this browser has. */
import { words } from "../languages/words.ts";
import type { App } from "../state/app.ts";
import type { Screen } from "../state/screen.ts";
import { nextTry } from "./connection_banner.tsx";
import { Shell } from "./shell.tsx";
import { useTicks } from "./ticks.ts";

type ResumingState = Extract<Screen, { name: "resuming" }>;

export function Resuming({ app, seat, status }: { readonly app: App } & ResumingState) {
  const isLost = status.state === "offline";
  useTicks(isLost);
  const text = words().connection;
  return (
    <Shell>
      <main class="panel centred">
        <h1>{isLost ? text.unreachable : text.backTo(seat.room_id)}</h1>
        <p role="status">
          {isLost ? text.seatIsKept : text.seatWaits}
        </p>
        {isLost && <p>{nextTry(app)}</p>}
        {isLost && (
          <button type="button" class="primary" onClick={() => app.retryNow()}>
            {text.tryNow}
          </button>
        )}
        <button type="button" class="link" onClick={() => app.goTo(null)}>
          {text.openAnother}
        </button>
      </main>
    </Shell>
  );
}
