/** One field that is saved by itself. What was typed stays until the server has it, though the dialog be closed. */
import { useState } from "preact/hooks";
import { words } from "../languages/words.ts";
import type { Drafts } from "../state/room_session.ts";
import { Field } from "./field.tsx";
import { useDraft } from "./use_draft.ts";

export function SettingForm(
  { label, value, type = "text", inputMode, maxLength, disabled, drafts, problemOf, onSave }: {
    readonly label: string;
    readonly value: string;
    readonly type?: "text" | "password";
    readonly inputMode?: "numeric";
    readonly maxLength?: number;
    readonly disabled: boolean;
    readonly drafts: Drafts;
    /** What is wrong with what was typed; null: nothing. */
    readonly problemOf?: (text: string) => string | null;
    /** Whether it is saved. */
    readonly onSave: (text: string) => Promise<boolean>;
  },
) {
  const [typed, setTyped] = useDraft(drafts, label);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const text = (typed ?? value).trim();
    const found = problemOf?.(text) ?? null;
    setProblem(found);
    const isSaved = found === null && await onSave(text);
    // on a slow line more may have been typed meanwhile
    if (isSaved && (drafts.get(label) ?? text).trim() === text) setTyped(null);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Field
        label={label}
        problem={problem ?? undefined}
        hint={typed === null || typed === value ? undefined : words().settings.notSaved}
      >
        {(control) => {
          const all = {
            ...control,
            value: typed ?? value,
            maxLength,
            onInput: ({ currentTarget }: { readonly currentTarget: HTMLInputElement }) =>
              setTyped(currentTarget.value),
          };
          return (
            <div class="with-button">
              {type === "password"
                ? <input type="password" autocomplete="new-password" {...all} />
                : (
                  <input
                    type="text"
                    dir="auto"
                    inputMode={inputMode}
                    autocomplete="off"
                    {...all}
                  />
                )}
              <button
                type="submit"
                aria-label={words().common.saveField(label)}
                disabled={disabled}
              >
                {words().common.save}
              </button>
            </div>
          );
        }}
      </Field>
    </form>
  );
}
