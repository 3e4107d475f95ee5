/** Markdown's marks around words. Pure. */

/** Around the first words of a text: bold, italic, code, struck through. */
const EMPHASIS = /^(\*\*\*|\*\*|__|~~|`|\*|_)(?=\S)(.+?)(?<=\S)\1(?![\p{L}\p{N}])/u;

/** Bold within struck through within code. */
const LAYERS_MAX = 3;

/** The text without the marks that it begins with, and without their partners. */
export function withoutEmphasis(text: string): string {
  let plain = text.trim();
  for (let layer = 0; layer < LAYERS_MAX; layer++) plain = plain.replace(EMPHASIS, "$2").trim();
  return plain;
}
