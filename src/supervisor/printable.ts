/**
 * Text from outside (a flag, a variable, a field of a log line) on its way to a terminal or a file. What
 * could move a cursor, forge a line or hide is shown as an escape; nothing is dropped.
 */

/** Characters that obey no font: controls, formatting and bidirectional marks, stray surrogates, line breaks. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The text on one line, each unprintable character as the \uXXXX that JSON and JavaScript read back. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => {
    const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
  });
}

/** How much of a value an error line shows. */
export const QUOTED_LENGTH_MAX = 60;

/** A value in quotes for an error line: on one line, safe to print, and cut if it is long. */
export function quoted(text: string): string {
  const characters = [...text.slice(0, 2 * QUOTED_LENGTH_MAX + 2)];
  const cut = characters.length > QUOTED_LENGTH_MAX;
  const shown = cut ? `${characters.slice(0, QUOTED_LENGTH_MAX).join("")}...` : text;
  return printable(JSON.stringify(shown));
}
