/**
 * A segmented control: radio buttons side by side. The choice is shown at once, while the server is asked; afterwards
 * the true value is shown, whatever the browser has checked.
 */
import { useId, useState } from "preact/hooks";

interface Option<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

export function Choice<Value extends string>(
  { legend, options, value, disabled = false, onChoose }: {
    readonly legend: string;
    readonly options: readonly Option<Value>[];
    readonly value: Value;
    readonly disabled?: boolean;
    /** Returns a promise if the choice has to be confirmed. */
    readonly onChoose: (value: Value) => void | Promise<unknown>;
  },
) {
  const name = useId();
  const [asked, setAsked] = useState<{ readonly value: Value } | null>(null);
  const choose = async (wanted: Value) => {
    const answer = onChoose(wanted);
    if (answer === undefined) return;
    const mine = { value: wanted };
    setAsked(mine);
    await answer;
    // redraw in any case, unless something else was chosen meanwhile
    setAsked((now) => now === mine ? null : now);
  };
  const shown = asked?.value ?? value;
  return (
    <fieldset class="choice" disabled={disabled}>
      <legend>{legend}</legend>
      <div class="options">
        {options.map((option) => (
          <label key={option.value}>
            <input
              type="radio"
              name={name}
              checked={option.value === shown}
              onChange={() => choose(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
