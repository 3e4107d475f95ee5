/** Copies a text, and shows on the button whether it worked. */
import { useState } from "preact/hooks";
import { words } from "../languages/words.ts";
import { copyText } from "../state/clipboard.ts";
import { Icon, type IconName } from "./icon.tsx";

/** How long the button shows it, in milliseconds. */
const SHOWN_MS = 2_000;

export function CopyButton({ text: copied, label, done, icon = "copy", primary = false }: {
  readonly text: string;
  readonly label: string;
  readonly done: string;
  readonly icon?: IconName;
  readonly primary?: boolean;
}) {
  const [result, setResult] = useState<"done" | "failed" | null>(null);
  const copy = async () => {
    setResult(await copyText(copied) ? "done" : "failed");
    setTimeout(() => setResult(null), SHOWN_MS);
  };
  const text = result === null ? label : result === "done" ? done : words().common.copyingFailed;
  // a button's content is its name, which is not read out when it changes; so the result is beside it
  return (
    <>
      <button type="button" class={`copy ${primary ? "primary" : ""}`} onClick={copy}>
        <Icon name={result === "done" ? "check" : icon} />
        <span class="words">
          <span class="spacer" aria-hidden="true">{label.length > done.length ? label : done}</span>
          <span>{text}</span>
        </span>
      </button>
      <span class="unseen" role="status">{result === null ? "" : text}</span>
    </>
  );
}
