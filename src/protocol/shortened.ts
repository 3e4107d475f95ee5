/** Texts that are too long for where they are to go. Pure. */

/** The text, cut to `max` code points, of which the last is then an ellipsis. */
export function shortened(text: string, max: number): string {
  if (text.length <= max) return text;
  const characters = [...text.slice(0, 2 * max + 2)];
  return characters.length <= max ? text : `${characters.slice(0, max - 1).join("").trimEnd()}…`;
}
