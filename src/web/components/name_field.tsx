/** The person's name, as the others will see it. */
import { NAME_LENGTH_MAX } from "../../room/limits.ts";
import { words } from "../languages/words.ts";
import { Field } from "./field.tsx";

export function NameField({ name, fixed, problem, onName }: {
  readonly name: string;
  /** The name that the person signed in with [A2]; null: they can choose one. */
  readonly fixed: string | null;
  readonly problem?: string | undefined;
  readonly onName: (name: string) => void;
}) {
  const { start } = words();
  if (fixed !== null) {
    return (
      <Field label={start.yourName} hint={start.nameFixed}>
        {(control) => <input {...control} value={fixed} readOnly />}
      </Field>
    );
  }
  return (
    <Field label={start.yourName} problem={problem}>
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
