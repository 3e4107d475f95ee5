/** The way in: open a room, or join the one that a link leads to. */
import { useState } from "preact/hooks";
import { checkRoomId } from "../../protocol/text.ts";
import { readRoomId } from "../state/address.ts";
import type { App, Screen } from "../state/app.ts";
import { CreateForm } from "./create_form.tsx";
import { Field } from "./field.tsx";
import { JoinForm } from "./join_form.tsx";
import { Shell } from "./shell.tsx";

type EntryScreen = Extract<Screen, { name: "entry" }>;

export function Entry({ app, ...screen }: { readonly app: App } & EntryScreen) {
  if (screen.room_id !== null) {
    return (
      <Shell>
        <main class="panel">
          <JoinForm app={app} {...screen} room_id={screen.room_id} key={screen.room_id} />
          <p class="aside-note">
            <button type="button" class="link" onClick={() => app.goTo(null)}>
              Open a room of your own instead
            </button>
          </p>
        </main>
      </Shell>
    );
  }
  return (
    <Shell>
      <main class="panel">
        <CreateForm app={app} {...screen} />
        <JoinByCode app={app} />
      </main>
    </Shell>
  );
}

/** For whoever was told a room's id rather than sent a link. */
function JoinByCode({ app }: { readonly app: App }) {
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const room_id = readRoomId(typed);
    if (checkRoomId(room_id).ok) return app.goTo(room_id);
    setProblem("A room's code has 8 letters and digits, such as 7K2M9QXD.");
  };
  return (
    <form class="join-by-code" onSubmit={submit} noValidate>
      <Field label="Or join a room" problem={problem}>
        {(control) => (
          <div class="with-button">
            <input
              {...control}
              value={typed}
              placeholder="Room code or link"
              autocomplete="off"
              autocapitalize="characters"
              spellcheck={false}
              onInput={({ currentTarget }) => {
                setTyped(currentTarget.value);
                setProblem(null);
              }}
            />
            <button type="submit">Join</button>
          </div>
        )}
      </Field>
    </form>
  );
}
