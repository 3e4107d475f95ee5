/** Something that is on or off, with what it does in a second line. */
import { useId } from "preact/hooks";

export function Switch({ label, hint, on, onSwitch }: {
  readonly label: string;
  readonly hint: string;
  readonly on: boolean;
  readonly onSwitch: (on: boolean) => void;
}) {
  const id = useId();
  return (
    <div class="switch">
      <input
        id={id}
        type="checkbox"
        checked={on}
        aria-describedby={`${id}-hint`}
        onChange={({ currentTarget }) => onSwitch(currentTarget.checked)}
      />
      <label for={id}>{label}</label>
      <p id={`${id}-hint`} class="hint">{hint}</p>
    </div>
  );
}
