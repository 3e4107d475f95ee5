/** The whole page: one screen at a time, and what is said on every one of them. */
import { useEffect } from "preact/hooks";
import { assertNever } from "../../room/state.ts";
import type { App, Screen } from "../state/app.ts";
import { Entry } from "./entry.tsx";
import { NoticesView } from "./notices_view.tsx";
import { Over } from "./over.tsx";
import { Returning } from "./returning.tsx";
import { RoomView } from "./room_view.tsx";

export function AppView({ app }: { readonly app: App }) {
  const screen = app.screen.value;
  useEffect(() => {
    document.title = titleOf(screen);
  }, [screen]);
  return (
    <>
      <ScreenView app={app} screen={screen} />
      <NoticesView notices={app.notices} />
      <p class="unseen" role="status" aria-live="polite">
        {screen.name === "room" ? screen.stay.announced : ""}
      </p>
    </>
  );
}

function ScreenView({ app, screen }: { readonly app: App; readonly screen: Screen }) {
  switch (screen.name) {
    case "entry":
      return <Entry app={app} {...screen} />;
    case "returning":
      return <Returning app={app} {...screen} />;
    case "room":
      return <RoomView app={app} stay={screen.stay} />;
    case "over":
      return <Over app={app} {...screen} />;
    default:
      return assertNever(screen);
  }
}

function titleOf(screen: Screen): string {
  switch (screen.name) {
    case "entry":
      return screen.room_id === null ? "estimatex" : `Join room ${screen.room_id}`;
    case "returning":
      return `Room ${screen.seat.room_id}`;
    case "room":
      return `Room ${screen.stay.room.peek().room_id}`;
    case "over":
      return "estimatex";
    default:
      return assertNever(screen);
  }
}
