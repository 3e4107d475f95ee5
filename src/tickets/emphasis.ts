/** Removes Markdown's emphasis. Pure. */

/** Emphasis at the beginning of a text: bold, italic, code, strikethrough. */
const EMPHASIS = /^(\*\*\*|\*\*|__|~~|`|\*|_)(?=\S)(.+?)(?<=\S)\1(?![\p{L}\p{N}])/u;

/** How deeply emphasis may be nested: bold in strikethrough in code. */
const LAYERS_MAX = 3;

/** The text without the emphasis that it begins with; emphasis later in the text stays. */
export function withoutEmphasis(text: string): string {
  let plain = text.trim();
  for (let layer = 0; layer < LAYERS_MAX; layer++) plain = plain.replace(EMPHASIS, "$2").trim();
  return plain;
}
