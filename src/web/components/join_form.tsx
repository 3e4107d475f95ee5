/** Joins the room that a link leads to. */
import { useState } from "preact/hooks";
import type { Role } from "../../client/mod.ts";
import { PASSCODE_LENGTH_MAX } from "../../room/limits.ts";
import { words } from "../languages/words.ts";
import type { App } from "../state/app.ts";
import type { JoinProblem } from "../state/screen.ts";
import { fieldOf, GeneralProblem, SecretField } from "./join_problem.tsx";
import { NameField } from "./name_field.tsx";
import { RoleChoice } from "./role_choice.tsx";
import { useTries } from "./use_tries.ts";

export function JoinForm({ app, room_id: roomId, busy, problem }: {
  readonly app: App;
  readonly room_id: string;
  readonly busy: boolean;
  readonly problem: JoinProblem | null;
}) {
  const { preferences } = app.memory;
  const [typed, setTyped] = useState(preferences.name);
  const fixed = app.who.name.value;
  const name = fixed ?? typed;
  const [role, setRole] = useState<Role>(preferences.role);
  const [passcode, setPasscode] = useState("");
  const [wasSent, setWasSent] = useState(false);
  const { form, tried, countTry } = useTries(problem);
  const nameProblem = tried && name.trim() === ""
    ? words().start.nameMissing
    : fieldOf(problem, "name");

  const { join } = words();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (busy) return;
    countTry();
    if (name.trim() === "") return;
    setWasSent(passcode !== "");
    app.join({ name, room_id: roomId, role, ...passcode !== "" && { passcode } });
  };

  return (
    <form ref={form} onSubmit={submit} noValidate>
      <h1>{join.title(<span class="code">{roomId}</span>)}</h1>
      <NameField name={name} fixed={fixed} problem={nameProblem} onName={setTyped} />
      <RoleChoice role={role} onChoose={setRole} />
      <p class="hint">
        {role === "voter" ? join.asVoter : join.asObserver}
      </p>
      <SecretField
        field="passcode"
        label={join.passcode}
        problem={problem}
        about={wasSent ? join.passcodeWrong : join.passcodeAsked}
        value={passcode}
        maxLength={PASSCODE_LENGTH_MAX}
        onInput={setPasscode}
      />
      {app.memory.adminSecret(roomId) !== null && <p class="hint">{join.asAdmin}</p>}
      <GeneralProblem problem={problem} />
      {/* not disabled: it would lose the focus while the server is asked */}
      <button type="submit" class="primary wide" aria-disabled={busy}>
        {busy ? join.joining : join.submit}
      </button>
    </form>
  );
}
