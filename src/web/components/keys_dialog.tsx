/** Which keys do what. `?` shows it, wherever nobody types. */
import { useEffect } from "preact/hooks";
import { words } from "../languages/words.ts";
import { areKeysTaken } from "../state/page_keys.ts";
import type { App } from "../state/app.ts";
import { Dialog } from "./dialog.tsx";
import { KeysSwitch } from "./page_settings_view.tsx";

/** The keys of the page, and what each does, by its name in the catalogue. */
const KEYS = [
  [["1", "3"], "typeCard"],
  [["←", "→"], "neighbour"],
  [["Home", "End"], "ends"],
  [["Enter"], "press"],
  [["Tab"], "next"],
  [["Esc"], "escape"],
  [["?"], "show"],
] as const;

export function KeysDialog({ app }: { readonly app: App }) {
  const { settings, keysShown } = app;
  const areOn = settings.keys.value;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "?" || areKeysTaken(event.target)) return;
      event.preventDefault();
      app.showKeys(true);
    };
    if (!areOn) return undefined;
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [areOn]);
  if (!keysShown.value) return null;
  return (
    <Dialog title={words().keys.title} onClose={() => app.showKeys(false)}>
      <dl class="keys">
        {KEYS.map(([keys, what]) => (
          <div key={what}>
            <dt>{keys.map((key) => <kbd key={key}>{key}</kbd>)}</dt>
            <dd>{words().keys[what]}</dd>
          </div>
        ))}
      </dl>
      <KeysSwitch app={app} />
    </Dialog>
  );
}
