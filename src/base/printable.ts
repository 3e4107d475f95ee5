/**
 * Makes text from outside (a flag, a variable, a field of a log line) safe for a terminal or a file: characters that
 * could move a cursor, forge a line or be invisible are escaped; nothing is dropped.
 */

/** Characters that no font draws: controls, formatting and bidirectional marks, stray surrogates, line breaks. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const PLAIN = /^[ -~]*$/;

/** The text on one line, each unprintable character as the \uXXXX that JSON and JavaScript read back. */
export function printable(text: string): string {
  if (PLAIN.test(text)) return text; // faster by far, and nearly always so
  return text.replace(UNPRINTABLE, (character) => {
    const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
  });
}

/** How much of a value an error line shows: in code points, and in characters after escaping. */
const QUOTED_LENGTH_MAX = 60;
const ESCAPED_LENGTH_MAX = 4 * QUOTED_LENGTH_MAX;

/**
 * Quotes a value from the person who runs the program for an error line: escaped, on one line, cut with `...` if it is
 * long. What clients send is sanitised instead, by `quote` in protocol/text.ts.
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
