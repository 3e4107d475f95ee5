/** Opens a room: a name and a deck will do, the rest has good defaults. */
import { useState } from "preact/hooks";
import type { Role, Settings } from "../../client/mod.ts";
import { chosenDeck, isBuiltIn, OWN } from "../pure/decks.ts";
import type { App, EntryProblem } from "../state/app.ts";
import { Choice } from "./choice.tsx";
import { DeckField } from "./deck_field.tsx";
import { Field } from "./field.tsx";
import { NameField } from "./name_field.tsx";

export function CreateForm({ app, busy, problem }: {
  readonly app: App;
  readonly busy: boolean;
  readonly problem: EntryProblem | null;
}) {
  const { preferences } = app.memory;
  const built_in = isBuiltIn(preferences.deck);
  const [name, setName] = useState(preferences.name);
  const [deck, setDeck] = useState(built_in ? preferences.deck : OWN);
  const [own, setOwn] = useState(built_in ? "" : preferences.deck.replaceAll(",", ", "));
  const [capacity, setCapacity] = useState(String(preferences.capacity));
  const [role, setRole] = useState<Role>("voter");
  const [on_admin_leave, setOnAdminLeave] = useState<Settings["on_admin_leave"]>(
    preferences.on_admin_leave,
  );
  const [tried, setTried] = useState(false);

  const choice = chosenDeck(deck, own);
  const seats = /^\d+$/.test(capacity.trim()) ? Number(capacity) : 0;
  const name_problem = tried && name.trim() === "" ? "Type your name." : fieldOf(problem, "name");
  const deck_problem = tried && !choice.ok ? choice.problem : fieldOf(problem, "deck");
  const seats_problem = tried && seats < 1
    ? "Type a whole number, 1 or more."
    : fieldOf(problem, "max_room_capacity");

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() === "" || !choice.ok || seats < 1) return;
    app.create({
      name,
      capacity: seats,
      role,
      deck: deck === OWN ? choice.cards : deck,
      on_admin_leave,
    });
  };

  return (
    <form onSubmit={submit} noValidate>
      <h1>Open a room</h1>
      <NameField name={name} problem={name_problem} onName={setName} />
      <DeckField
        deck={deck}
        own={own}
        choice={choice}
        problem={deck_problem}
        onDeck={setDeck}
        onOwn={setOwn}
      />
      <details class="more" open={seats_problem !== undefined || undefined}>
        <summary>More settings</summary>
        <Field label="Seats for voters" problem={seats_problem}>
          {(control) => (
            <input
              {...control}
              class="short"
              inputMode="numeric"
              value={capacity}
              onInput={({ currentTarget }) => setCapacity(currentTarget.value)}
            />
          )}
        </Field>
        <Choice
          legend="You take part as"
          options={[{ value: "voter", label: "Voter" }, { value: "observer", label: "Observer" }]}
          value={role}
          onChoose={setRole}
        />
        <Choice
          legend="When you leave, the room"
          options={[
            { value: "promote", label: "Gets a new admin" },
            { value: "close", label: "Closes" },
          ]}
          value={on_admin_leave}
          onChoose={setOnAdminLeave}
        />
      </details>
      <GeneralProblem problem={problem} />
      <button type="submit" class="primary wide" disabled={busy}>
        {busy ? "Opening…" : "Open the room"}
      </button>
    </form>
  );
}

const SHOWN_AT_FIELDS: ReadonlySet<string | undefined> = new Set([
  "name",
  "deck",
  "max_room_capacity",
]);

/** What is wrong with no field of the form. */
export function GeneralProblem({ problem }: { readonly problem: EntryProblem | null }) {
  if (problem === null || SHOWN_AT_FIELDS.has(problem.field)) return null;
  return <p class="problem boxed" role="alert">{problem.message}</p>;
}

export function fieldOf(problem: EntryProblem | null, field: string): string | undefined {
  return problem?.field === field ? problem.message : undefined;
}
