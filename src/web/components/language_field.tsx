/** Which language the page speaks. Each is called what its speakers call it. */
import { LANGUAGES, speakIn } from "../languages/languages.ts";
import { words } from "../languages/words.ts";
import type { App } from "../state/app.ts";

export function LanguageField({ app }: { readonly app: App }) {
  const { common, language, start } = words();
  const choose = async (code: string) => {
    app.memory.prefer({ language: code });
    if (!await speakIn(code)) app.notices.show("problem", common.notLoaded);
  };
  return (
    <select
      class="language"
      aria-label={start.language}
      value={language.code}
      onChange={({ currentTarget }) => choose(currentTarget.value)}
    >
      {LANGUAGES.map(({ code, name }) => <option key={code} value={code} lang={code}>{name}
      </option>)}
    </select>
  );
}
