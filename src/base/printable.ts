/**
 * Text from outside (a flag, a variable, a field of a log line) on its way to a terminal or a file. What
 * could move a cursor, forge a line or hide is shown as an escape; nothing is dropped.
 */

/** Characters that no font draws: controls, formatting and bidirectional marks, stray surrogates, line breaks. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The text on one line, each unprintable character as the \uXXXX that JSON and JavaScript read back. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => {
    const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
  });
}

/** How much of a value an error line shows: characters, and what they take where they are shown as escapes. */
const QUOTED_LENGTH_MAX = 60;
const ESCAPED_LENGTH_MAX = 4 * QUOTED_LENGTH_MAX;

/**
 * A value of whoever runs the program, in quotes for an error line: on one line, safe to print, cut if it is long, and
 * nothing of it dropped. What strangers send is sanitised instead: `quote` of protocol/text.ts.
 */
export function quoteEscaped(text: string): string {
  const characters = [...text.slice(0, 2 * QUOTED_LENGTH_MAX + 2)];
  let kept = "";
  let length = 0;
  for (const character of characters.slice(0, QUOTED_LENGTH_MAX)) {
    length += printable(JSON.stringify(character)).length - 2;
    if (length > ESCAPED_LENGTH_MAX) break;
    kept += character;
  }
  return printable(JSON.stringify(kept.length === text.length ? text : `${kept}...`));
}
