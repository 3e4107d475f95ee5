/** People's text within a sentence. Pure. */

/** What Unicode keeps for letters and digits that run from right to left, in whatever script. */
const FROM_THE_RIGHT =
  /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/** What sets a text apart. No name or ticket has one: the server takes them out [W5]. */
const [APART, TOGETHER] = ["\u2068", "\u2069"];

/**
 * A name or title that moves nothing else in a sentence that is written in `direction`. What can't move anything
 * stays as it is, and so does what is set apart already: a row of names.
 */
export function isolated(text: string, direction: string): string {
  const isHarmless = direction === "ltr" && !FROM_THE_RIGHT.test(text);
  return text === "" || isHarmless || text.includes(APART) ? text : `${APART}${text}${TOGETHER}`;
}
