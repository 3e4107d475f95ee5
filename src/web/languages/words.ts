/** Which language the page speaks. Whatever is shown asks `words()` as it is drawn, and is drawn anew after a switch. */
import { signal } from "@preact/signals";
import { en } from "./en.ts";

/** All that the page says, in one language. English is the measure: no other may lack a text. */
export type Words = typeof en;

const spoken = signal<Words>(en);

/** The page's texts in the language of now. Never kept: a text that is kept stays in its language. */
export function words(): Words {
  return spoken.value;
}

export function speak(language: Words): void {
  spoken.value = language;
}
