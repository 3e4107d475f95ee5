/** Why the server let nobody in, where the form that was sent shows it. */
import type { JoinProblem } from "../state/screen.ts";
import { Field } from "./field.tsx";

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

/** The problem with a field, as a sentence. */
export function fieldOf(problem: JoinProblem | null, field: string): string | undefined {
  return problem?.field === field ? problem.message : undefined;
}

/** A secret that is asked for only where the server wants one. */
export function SecretField({ field, label, problem, about, value, maxLength, onInput }: {
  readonly field: "key" | "passcode";
  readonly label: string;
  readonly problem: JoinProblem | null;
  /** What to say of it if the problem is about it. */
  readonly about: string;
  readonly value: string;
  readonly maxLength?: number;
  readonly onInput: (text: string) => void;
}) {
  const isAsked = problem?.field === field;
  if (!isAsked && value === "") return null;
  return (
    <Field label={label} problem={isAsked ? about : undefined}>
      {(control) => (
        <input
          {...control}
          type="password"
          autofocus
          autocomplete="off"
          maxLength={maxLength}
          value={value}
          onInput={({ currentTarget }) => onInput(currentTarget.value)}
        />
      )}
    </Field>
  );
}
