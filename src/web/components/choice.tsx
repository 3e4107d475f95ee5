/**
 * One of a few, side by side: radio buttons that look like one control. While what was chosen is asked of the
 * server it is shown as chosen; afterwards what is true, whatever the browser has ticked.
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
    /** Where somebody else has to agree, a promise that settles with the answer. */
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
    // drawn anew in any case; but not if something else was chosen meanwhile
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
