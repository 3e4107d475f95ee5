/** The non-empty lines of a file that a person has written, trimmed. */
export function filledLines(text: string): string[] {
  return text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== "");
}
