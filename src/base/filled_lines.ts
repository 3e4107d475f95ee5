/** The lines of a file that somebody wrote by hand, without the space around them; empty ones don't count. */
export function filledLines(text: string): string[] {
  return text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== "");
}
