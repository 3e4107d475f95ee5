/** This person's settings of the page, for every room: appearance, sounds, keys. */
import { words } from "../languages/words.ts";
import type { App } from "../state/app.ts";
import type { Theme } from "../state/memory.ts";
import { Choice } from "./choice.tsx";
import { LanguageField } from "./language_field.tsx";
import { Switch } from "./switch.tsx";

function themes(): readonly { readonly value: Theme; readonly label: string }[] {
  const { system, light, dark } = words().page;
  return [
    { value: "system", label: system },
    { value: "light", label: light },
    { value: "dark", label: dark },
  ];
}

/** All of it, for the room's menu. */
export function PageSettingsView({ app }: { readonly app: App }) {
  const { settings } = app;
  const text = words().page;
  return (
    <details class="more">
      <summary>{text.settings}</summary>
      <LanguageField app={app} />
      <ThemeChoice app={app} />
      <Switch
        label={text.sounds}
        hint={text.soundsHint}
        on={settings.sound.value}
        onSwitch={(on) => settings.switchSound(on)}
      />
      <KeysSwitch app={app} />
      <button type="button" class="small" onClick={() => app.showKeys(true)}>
        {words().keys.title}
      </button>
    </details>
  );
}

/** What matters before there is a room, at the foot of its screens. */
export function PageFoot({ app }: { readonly app: App }) {
  const { settings } = app;
  const text = words().page;
  return (
    <footer class="foot">
      <LanguageField app={app} />
      <label>
        {text.theme}
        <select
          value={settings.theme.value}
          onChange={({ currentTarget: { value } }) => {
            const theme = themes().find((one) => one.value === value);
            if (theme !== undefined) settings.chooseTheme(theme.value);
          }}
        >
          {themes().map(({ value, label }) => <option key={value} value={value}>{label}</option>)}
        </select>
      </label>
      <button type="button" class="small quiet" onClick={() => app.showKeys(true)}>
        {words().keys.title}
      </button>
    </footer>
  );
}

export function KeysSwitch({ app: { settings } }: { readonly app: App }) {
  return (
    <Switch
      label={words().page.singleKeys}
      hint={words().page.singleKeysHint}
      on={settings.keys.value}
      onSwitch={(on) => settings.switchKeys(on)}
    />
  );
}

function ThemeChoice({ app: { settings } }: { readonly app: App }) {
  return (
    <Choice
      legend={words().page.theme}
      options={themes()}
      value={settings.theme.value}
      onChoose={(theme) => settings.chooseTheme(theme)}
    />
  );
}
