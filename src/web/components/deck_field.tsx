/** Which cards the room votes with, and what they look like. */
import { words } from "../languages/words.ts";
import { type chosenDeck, decimalIn, offers, OWN } from "../pure/decks.ts";
import { Field } from "./field.tsx";

export function DeckField({ deck, own, choice, problem, onDeck, onOwn }: {
  readonly deck: string;
  readonly own: string;
  readonly choice: ReturnType<typeof chosenDeck>;
  readonly problem?: string | undefined;
  readonly onDeck: (name: string) => void;
  readonly onOwn: (cards: string) => void;
}) {
  const text = words().cards;
  const decimal = decimalIn(own);
  return (
    <>
      <Field label={text.label} problem={deck === OWN ? undefined : problem}>
        {(control) => (
          <select
            {...control}
            value={deck}
            onChange={({ currentTarget }) => onDeck(currentTarget.value)}
          >
            {offers().map(({ name, title }) => <option key={name} value={name}>{title}</option>)}
          </select>
        )}
      </Field>
      {deck === OWN && (
        <Field
          label={text.own}
          hint={decimal === null ? text.ownHint : text.decimal(decimal)}
          problem={problem}
        >
          {(control) => (
            <input
              {...control}
              value={own}
              autocomplete="off"
              onInput={({ currentTarget }) => onOwn(currentTarget.value)}
            />
          )}
        </Field>
      )}
      <ul class="deck-preview" aria-label={text.preview}>
        {(choice.ok ? choice.value : []).map((card) => <li key={card} dir="auto">{card}</li>)}
      </ul>
    </>
  );
}
