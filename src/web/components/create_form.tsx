/** The form that opens a room: a name and a deck, and defaults for the rest. */
import { useState } from "preact/hooks";
import type { Role, Settings } from "../../client/mod.ts";
import { words } from "../languages/words.ts";
import { chosenDeck, isBuiltIn, OWN, typedDeck } from "../pure/decks.ts";
import type { App } from "../state/app.ts";
import type { JoinProblem } from "../state/screen.ts";
import { Choice } from "./choice.tsx";
import { DeckField } from "./deck_field.tsx";
import { Field } from "./field.tsx";
import { NameField } from "./name_field.tsx";
import { RoleChoice } from "./role_choice.tsx";
import { useTries } from "./use_tries.ts";

export function CreateForm({ app, busy, problem }: {
  readonly app: App;
  readonly busy: boolean;
  readonly problem: JoinProblem | null;
}) {
  const { preferences } = app.memory;
  const builtIn = isBuiltIn(preferences.deck);
  const [typed, setTyped] = useState(preferences.name);
  const fixed = app.who.name.value;
  const name = fixed ?? typed;
  const [deck, setDeck] = useState(builtIn ? preferences.deck : OWN);
  const [own, setOwn] = useState(builtIn ? "" : typedDeck(preferences.deck));
  const [capacity, setCapacity] = useState(String(preferences.capacity));
  const [role, setRole] = useState<Role>("voter");
  const [onAdminLeave, setOnAdminLeave] = useState<Settings["on_admin_leave"]>(
    preferences.on_admin_leave,
  );
  const [key, setKey] = useState("");
  const [asked, setAsked] = useState(false);
  const { form, tried, countTry } = useTries(problem);

  const choice = chosenDeck(deck, own);
  const seats = /^\d+$/.test(capacity.trim()) ? Number(capacity) : 0;
  const nameProblem = tried && name.trim() === ""
    ? words().start.nameMissing
    : fieldOf(problem, "name");
  const deckProblem = tried && !choice.ok ? choice.error : fieldOf(problem, "deck");
  const seatsProblem = tried && seats < 1
    ? words().start.seatsProblem
    : fieldOf(problem, "max_room_capacity");

  const { start } = words();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (busy) return;
    countTry();
    if (name.trim() === "" || !choice.ok || seats < 1) return;
    setAsked(key !== "" || app.memory.key !== null);
    app.create({
      name,
      capacity: seats,
      role,
      deck: deck === OWN ? choice.value : deck,
      on_admin_leave: onAdminLeave,
      ...key !== "" && { key },
    });
  };

  return (
    <form ref={form} onSubmit={submit} noValidate>
      <h1>{start.openRoom}</h1>
      <NameField name={name} fixed={fixed} problem={nameProblem} onName={setTyped} />
      <DeckField
        deck={deck}
        own={own}
        choice={choice}
        problem={deckProblem}
        onDeck={setDeck}
        onOwn={setOwn}
      />
      <details class="more" open={seatsProblem !== undefined || undefined}>
        <summary>{start.moreSettings}</summary>
        <Field label={start.seats} problem={seatsProblem}>
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
        <RoleChoice role={role} onChoose={setRole} />
        <Choice
          legend={start.whenYouLeave}
          options={[
            { value: "promote", label: start.getsNewAdmin },
            { value: "close", label: start.closes },
          ]}
          value={onAdminLeave}
          onChoose={setOnAdminLeave}
        />
      </details>
      {(problem?.field === "key" || key !== "") && (
        <Field
          label={start.key}
          problem={problem?.field !== "key" ? undefined : asked ? start.keyWrong : start.keyAsked}
        >
          {(control) => (
            <input
              {...control}
              type="password"
              autofocus
              autocomplete="off"
              value={key}
              onInput={({ currentTarget }) => setKey(currentTarget.value.trim())}
            />
          )}
        </Field>
      )}
      <GeneralProblem problem={problem} />
      {/* not disabled: it would lose the focus while the server is asked */}
      <button type="submit" class="primary wide" aria-disabled={busy}>
        {busy ? start.opening : start.open}
      </button>
    </form>
  );
}

const SHOWN_AT_FIELDS: ReadonlySet<string | undefined> = new Set([
  "name",
  "deck",
  "max_room_capacity",
  "passcode",
  "key",
]);

/** A problem that concerns no single field. */
export function GeneralProblem({ problem }: { readonly problem: JoinProblem | null }) {
  if (problem === null || SHOWN_AT_FIELDS.has(problem.field)) return null;
  return <p class="problem boxed" role="alert">{problem.message}</p>;
}

export function fieldOf(problem: JoinProblem | null, field: string): string | undefined {
  return problem?.field === field ? problem.message : undefined;
}
