/** The way in: open a room, or join the one that a link leads to. */
import { words } from "../languages/words.ts";
import type { App } from "../state/app.ts";
import type { Screen } from "../state/screen.ts";
import { CreateForm } from "./create_form.tsx";
import { JoinByCode } from "./join_by_code.tsx";
import { JoinForm } from "./join_form.tsx";
import { PageFoot } from "./page_settings_view.tsx";
import { Shell } from "./shell.tsx";

type StartState = Extract<Screen, { name: "start" }>;

export function StartScreen({ app, ...screen }: { readonly app: App } & StartState) {
  if (screen.room_id !== null) {
    return (
      <Shell>
        <main class="panel">
          {screen.looking
            ? <Looking roomId={screen.room_id} />
            : <JoinForm app={app} {...screen} room_id={screen.room_id} key={screen.room_id} />}
          <p class="aside-note">
            <button type="button" class="link" onClick={() => app.goTo(null)}>
              {words().join.openOwn}
            </button>
          </p>
        </main>
        <PageFoot app={app} />
      </Shell>
    );
  }
  return (
    <Shell>
      <main class="panel">
        {!screen.busy && <WayBack app={app} />}
        <CreateForm app={app} {...screen} />
        <JoinByCode app={app} label={words().start.orJoin} />
      </main>
      <PageFoot app={app} />
    </Shell>
  );
}

/** For whoever came here by the browser's Back, or by the bare address: the seat is kept for a while. */
function WayBack({ app }: { readonly app: App }) {
  const former = app.memory.roomWithSeat;
  if (former === null) return null;
  const { room_id: roomId, name } = former;
  const text = words().start;
  return (
    <p class="aside-note">
      {text.seatIn(name ?? words().room.named(roomId))}{" "}
      <button type="button" class="link" onClick={() => app.goTo(roomId)}>{text.goBack}</button>
    </p>
  );
}

/** Nobody is asked for a name for a room that is over. */
function Looking({ roomId }: { readonly roomId: string }) {
  return (
    <>
      <h1>{words().join.title(<span class="code">{roomId}</span>)}</h1>
      <p role="status">{words().join.looking}</p>
    </>
  );
}
