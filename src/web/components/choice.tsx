/** One of a few, side by side: radio buttons that look like one control. */
import { useId } from "preact/hooks";

export interface Option<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

export function Choice<Value extends string>(
  { legend, options, value, disabled = false, onChoose }: {
    readonly legend: string;
    readonly options: readonly Option<Value>[];
    readonly value: Value;
    readonly disabled?: boolean;
    readonly onChoose: (value: Value) => void;
  },
) {
  const name = useId();
  return (
    <fieldset class="choice" disabled={disabled}>
      <legend>{legend}</legend>
      <div class="options">
        {options.map((option) => (
          <label key={option.value}>
            <input
              type="radio"
              name={name}
              checked={option.value === value}
              onChange={() => onChoose(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
