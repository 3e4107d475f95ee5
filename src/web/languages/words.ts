/** Which language the page speaks. Whatever is shown asks `words()` as it is drawn, and is drawn anew after a switch. */
import { signal } from "@preact/signals";
import { h, isValidElement } from "preact";
import { en } from "./en.ts";
import { isolating } from "./isolating.ts";

/** All that the page says, in one language. English is the measure: no other may lack a text. */
export type Words = typeof en;

const inBdi = (part: unknown) => isValidElement(part) ? h("bdi", null, part) : part;
const spoken = signal<Words>(isolating(en, inBdi));

/** The page's texts in the language of now. Never kept: a text that is kept stays in its language. */
export function words(): Words {
  return spoken.value;
}

export function speak(language: Words): void {
  spoken.value = isolating(language, inBdi);
}
