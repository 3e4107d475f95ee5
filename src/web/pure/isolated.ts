/** Text of people's within a sentence. Pure. */

/** A name or title that runs its own way: from right to left, it moves nothing else in the sentence. */
export function isolated(text: string): string {
  return `\u2068${text}\u2069`;
}
