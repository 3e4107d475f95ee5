/** The page: one screen at a time, and its title. */
import { useEffect, useState } from "preact/hooks";
import { assertNever } from "../../room/state.ts";
import { words } from "../languages/words.ts";
import type { App } from "../state/app.ts";
import type { RoomSession } from "../state/room_session.ts";
import { Later } from "./later.tsx";
import { SettingsContext } from "../state/page_keys.ts";
import type { Screen } from "../state/screen.ts";
import { Chime } from "./chime.tsx";
import { KeysDialog } from "./keys_dialog.tsx";
import { StartScreen } from "./start_screen.tsx";
import { Over } from "./over.tsx";
import { PageTitle } from "./page_title.tsx";
import { Resuming } from "./resuming.tsx";
import { Shell } from "./shell.tsx";

/** The room's code, which is loaded while the person is joining, so that the form is there sooner. */
const loadRoomView = () => import("./room_view.tsx");

export function AppView({ app }: { readonly app: App }) {
  const screen = app.screen.value;
  return (
    <SettingsContext.Provider value={app.settings}>
      <PageTitle app={app} />
      <ScreenView app={app} screen={screen} />
      {screen.name === "room" && <Chime app={app} session={screen.session} />}
      <KeysDialog app={app} />
    </SettingsContext.Provider>
  );
}

function ScreenView({ app, screen }: { readonly app: App; readonly screen: Screen }) {
  const isOnTheWay = screen.name === "resuming" || (screen.name === "start" && screen.busy);
  useEffect(() => {
    // if this fails, the room loads it again, and shows an error
    if (isOnTheWay) loadRoomView().catch(() => {});
  }, [isOnTheWay]);
  switch (screen.name) {
    case "start":
      return <StartScreen app={app} {...screen} />;
    case "resuming":
      return <Resuming app={app} {...screen} />;
    case "room":
      return <Room app={app} session={screen.session} />;
    case "over":
      return <Over app={app} {...screen} />;
    default:
      return assertNever(screen);
  }
}

function Room({ app, session }: { readonly app: App; readonly session: RoomSession }) {
  const [isMissing, setMissing] = useState(false);
  const isOnline = session.online.value;
  useEffect(() => {
    if (isOnline) setMissing(false); // retry, since there is a connection again
  }, [isOnline]);
  if (isMissing) {
    return (
      <Shell>
        <main class="panel">
          <p class="problem boxed">{words().common.notLoaded}</p>
        </main>
      </Shell>
    );
  }
  return (
    <Later load={loadRoomView} notices={app.notices} onFail={() => setMissing(true)}>
      {({ RoomView }) => <RoomView app={app} session={session} />}
    </Later>
  );
}
