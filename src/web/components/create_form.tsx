/** The form that opens a room: a name and a deck, and defaults for the rest. */
import { useState } from "preact/hooks";
import type { Role, Settings } from "../../client/mod.ts";
import { words } from "../languages/words.ts";
import { chosenDeck, isBuiltIn, OWN, typedDeck } from "../pure/decks.ts";
import type { App } from "../state/app.ts";
import type { JoinProblem } from "../state/screen.ts";
import { DeckField } from "./deck_field.tsx";
import { Field } from "./field.tsx";
import { fieldOf, GeneralProblem, SecretField } from "./join_problem.tsx";
import { NameField } from "./name_field.tsx";
import { OnLeaveChoice } from "./on_leave_choice.tsx";
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
  const [wasSent, setWasSent] = useState(false);
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
    setWasSent(key !== "" || app.memory.key !== null);
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
        <OnLeaveChoice value={onAdminLeave} onChoose={setOnAdminLeave} />
      </details>
      <SecretField
        field="key"
        label={start.key}
        problem={problem}
        about={wasSent ? start.keyWrong : start.keyAsked}
        value={key}
        onInput={(text) => setKey(text.trim())}
      />
      <GeneralProblem problem={problem} />
      {/* not disabled: it would lose the focus while the server is asked */}
      <button type="submit" class="primary wide" aria-disabled={busy}>
        {busy ? start.opening : start.open}
      </button>
    </form>
  );
}
