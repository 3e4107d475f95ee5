/** Isolates people's text within a sentence from its writing direction. Pure. */

/** The ranges of Unicode for scripts that are written from right to left. */
const FROM_THE_RIGHT =
  /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/** The control characters around an isolated text. Names and tickets have none: the server removes them [W5]. */
const [APART, TOGETHER] = ["\u2068", "\u2069"];

/**
 * Isolates a name or title, so that it can't reorder the sentence around it, which is written in `direction`. A text
 * that needs no isolation is returned as it is, and so is a list of names that are isolated already.
 */
export function isolated(text: string, direction: string): string {
  const isHarmless = direction === "ltr" && !FROM_THE_RIGHT.test(text);
  return text === "" || isHarmless || text.includes(APART) ? text : `${APART}${text}${TOGETHER}`;
}
