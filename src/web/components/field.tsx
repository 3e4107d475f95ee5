/** A labelled field with its hint and its problem, linked for screen readers. */
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface FieldControl {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": boolean;
}

export function Field({ label, hint, problem, children }: {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly problem?: string | null | undefined;
  readonly children: (control: FieldControl) => ComponentChildren;
}) {
  const id = useId();
  const note = problem ?? hint;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({
        id,
        "aria-describedby": note === undefined ? undefined : `${id}-note`,
        "aria-invalid": typeof problem === "string",
      })}
      {note !== undefined && (
        <p id={`${id}-note`} class={typeof problem === "string" ? "problem" : "hint"}>{note}</p>
      )}
    </div>
  );
}
