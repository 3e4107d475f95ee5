/** The person's name, as the others will see it. */
import { NAME_LENGTH_MAX } from "../../room/limits.ts";
import { words } from "../languages/words.ts";
import { Field } from "./field.tsx";

export function NameField({ name, problem, onName }: {
  readonly name: string;
  readonly problem?: string | undefined;
  readonly onName: (name: string) => void;
}) {
  return (
    <Field label={words().start.yourName} problem={problem}>
      {(control) => (
        <input
          {...control}
          value={name}
          maxLength={NAME_LENGTH_MAX}
          autocomplete="nickname"
          autofocus={name === ""}
          onInput={({ currentTarget }) => onName(currentTarget.value)}
        />
      )}
    </Field>
  );
}
