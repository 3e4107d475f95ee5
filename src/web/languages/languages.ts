/** The languages that the page speaks, and which of them a person reads. All but English are fetched when wanted. */
import { en } from "./en.ts";
import { speak, type Words } from "./words.ts";

interface Language {
  /** As BCP 47 has it. */
  readonly code: string;
  /** As its speakers call it. */
  readonly name: string;
  readonly load: () => Promise<Words>;
}

export const LANGUAGES: readonly Language[] = [
  { code: "en", name: "English", load: () => Promise.resolve(en) },
  { code: "de", name: "Deutsch", load: async () => (await import("./de.ts")).de },
  { code: "es", name: "Español", load: async () => (await import("./es.ts")).es },
  { code: "fr", name: "Français", load: async () => (await import("./fr.ts")).fr },
  { code: "pl", name: "Polski", load: async () => (await import("./pl.ts")).pl },
  {
    code: "pt-BR",
    name: "Português (Brasil)",
    load: async () => (await import("./pt_br.ts")).ptBr,
  },
  { code: "ar", name: "العربية", load: async () => (await import("./ar.ts")).ar },
  { code: "ja", name: "日本語", load: async () => (await import("./ja.ts")).ja },
  { code: "zh-CN", name: "简体中文", load: async () => (await import("./zh_cn.ts")).zhCn },
];

/**
 * The language for somebody who has chosen `chosen` (null: nothing), and whose browser lists `wanted`, dearest first.
 * Of a language with several kinds the one there is will do: Portuguese of Portugal is read in Brazil's.
 */
export function languageFor(
  chosen: string | null,
  wanted: readonly string[],
  languages: readonly Pick<Language, "code">[] = LANGUAGES,
): string {
  for (const one of [chosen ?? "", ...wanted]) {
    const found = languages.find(({ code }) => primary(code) === primary(one));
    if (found !== undefined) return found.code;
  }
  return "en";
}

/** Speaks it as soon as its texts are there; whether they came. */
export async function speakIn(wanted: string): Promise<boolean> {
  const language = LANGUAGES.find(({ code }) => code === wanted);
  try {
    if (language !== undefined) speak(await language.load());
    return language !== undefined;
  } catch {
    return false; // no line, or the server has a newer page than this one
  }
}

function primary(code: string): string {
  return code.toLowerCase().split("-", 1)[0] ?? "";
}
