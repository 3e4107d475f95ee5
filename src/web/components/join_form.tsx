/** Joins the room that a link leads to. */
import { useState } from "preact/hooks";
import type { Role } from "../../client/mod.ts";
import type { App, EntryProblem } from "../state/app.ts";
import { Choice } from "./choice.tsx";
import { fieldOf, GeneralProblem } from "./create_form.tsx";
import { NameField } from "./name_field.tsx";

export function JoinForm({ app, room_id, busy, problem }: {
  readonly app: App;
  readonly room_id: string;
  readonly busy: boolean;
  readonly problem: EntryProblem | null;
}) {
  const { preferences } = app.memory;
  const [name, setName] = useState(preferences.name);
  const [role, setRole] = useState<Role>(preferences.role);
  const [tried, setTried] = useState(false);
  const name_problem = tried && name.trim() === "" ? "Type your name." : fieldOf(problem, "name");

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() !== "") app.join({ name, room_id, role });
  };

  return (
    <form onSubmit={submit} noValidate>
      <h1>
        Join room <span class="code">{room_id}</span>
      </h1>
      <NameField name={name} problem={name_problem} onName={setName} />
      <Choice
        legend="You take part as"
        options={[{ value: "voter", label: "Voter" }, { value: "observer", label: "Observer" }]}
        value={role}
        onChoose={setRole}
      />
      <p class="hint">
        {role === "voter" ? "You pick a card for each ticket." : "You watch, and pick no cards."}
      </p>
      <GeneralProblem problem={problem} />
      <button type="submit" class="primary wide" disabled={busy}>
        {busy ? "Joining…" : "Join the room"}
      </button>
    </form>
  );
}
