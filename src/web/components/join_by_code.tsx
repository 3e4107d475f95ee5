/** Joins a room by its code, or corrects a mistyped one. */
import { useState } from "preact/hooks";
import { checkRoomId } from "../../protocol/text.ts";
import { words } from "../languages/words.ts";
import { readRoomId } from "../state/page_address.ts";
import type { App } from "../state/app.ts";
import { Field } from "./field.tsx";

export function JoinByCode({ app, label, mistyped = "" }: {
  readonly app: App;
  readonly label: string;
  /** The mistyped code, to be corrected; the form is then the main action. */
  readonly mistyped?: string;
}) {
  const [typed, setTyped] = useState(mistyped);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const roomId = readRoomId(typed);
    if (checkRoomId(roomId).ok) return app.goTo(roomId);
    setProblem(words().start.codeProblem);
  };
  return (
    <form class="join-by-code" onSubmit={submit} noValidate>
      <Field label={label} problem={problem}>
        {(control) => (
          <div class="with-button">
            <input
              {...control}
              value={typed}
              placeholder={words().start.codeOrLink}
              autocomplete="off"
              autocapitalize="characters"
              spellcheck={false}
              onInput={({ currentTarget }) => {
                setTyped(currentTarget.value);
                setProblem(null);
              }}
            />
            <button type="submit" class={mistyped === "" ? "" : "primary"}>
              {words().start.join}
            </button>
          </div>
        )}
      </Field>
    </form>
  );
}
