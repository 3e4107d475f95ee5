/** The page's language. Components call `words()` as they render, and are rendered again when the language changes. */
import { signal } from "@preact/signals";
import { h, isValidElement } from "preact";
import { en } from "./en.ts";
import { isolating } from "./isolating.ts";

/** All texts of the page in one language. The type is that of English, so that no other language can lack a text. */
export type Words = typeof en;

const inBdi = (part: unknown) => isValidElement(part) ? h("bdi", null, part) : part;
const spoken = signal<Words>(isolating(en, inBdi));

/** The page's texts in the current language. Don't store them: a stored text doesn't change with the language. */
export function words(): Words {
  return spoken.value;
}

export function speak(language: Words): void {
  spoken.value = isolating(language, inBdi);
}
