/**
 * Knows which texts a spreadsheet changes when it opens a file: `SEP-7` becomes a date, `0012` and `1E5` other numbers.
 * The spreadsheet does not ask, and once the file is saved, the original is lost. Pure.
 */

/** Integers and decimals that stay as they are. */
const SHOWN_AS_IS = /^-?(0|[1-9]\d{0,14})(\.\d{0,14}[1-9])?$/;

const NUMBER = /^[+-]?[\d.,' \u00A0\u202F]*\d[\d.,]*(E[+-]?\d+)?\s?%?$/i;

const TIME = /^\d{1,4}:\d{1,2}(:\d{1,2}([.,]\d+)?)?(\s?[AP]M?)?$/i;

/** `1/2`, `1-2-26`, `2026-01-02`, `1.2.26`. */
const DATE_OF_NUMBERS = /^\d{1,4}\s?[-/.]\s?\d{1,2}\.?(\s?[-/.]\s?\d{1,4})?$/;

/** A word with one or two numbers around it: a date if the word is a month. */
const DATE_WITH_WORD = /^(?:\d{1,4}\.?[-/. ]{0,2})?(\p{L}{3,})\.?(?:[-/., ]{0,2}\d{1,4}){0,2}$/u;

/** Languages of month names: spreadsheets know those of the user's language, and of English. */
const LANGUAGES = ["en", "de", "es", "fr", "it", "nl", "pl", "pt"];

/** The mean length of a month, in milliseconds. */
const MONTH_MS = 365 / 12 * 86_400_000;

/** A cache: most files have no word that could be a month. */
let months: ReadonlySet<string> | null = null;

/** Whether a spreadsheet would show something else than `text`. */
export function isRewritten(text: string): boolean {
  const trimmed = text.trim();
  if (SHOWN_AS_IS.test(trimmed)) return false;
  if (NUMBER.test(trimmed) || TIME.test(trimmed) || DATE_OF_NUMBERS.test(trimmed)) return true;
  const word = /\d/.test(trimmed) ? DATE_WITH_WORD.exec(trimmed)?.[1] : undefined;
  return word !== undefined && monthNames().has(word.toLowerCase());
}

/** The names of months, long and short, in lower case. */
function monthNames(): ReadonlySet<string> {
  months ??= new Set(
    LANGUAGES.flatMap((language) =>
      (["long", "short"] as const).flatMap((month) => {
        const format = new Intl.DateTimeFormat(language, { month, timeZone: "UTC" });
        // the middle of each month of 1970
        return Array.from({ length: 12 }, (_, n) =>
          format.format((n + 0.5) * MONTH_MS).toLowerCase().replace(/\.$/, ""));
      })
    ),
  );
  return months;
}
