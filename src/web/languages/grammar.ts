/** How one language counts, lists and writes numbers, by the browser's own tables. Pure. */

/** So far all languages here write whole numbers alike; larger ones they group each in its way. */
const WRITTEN_ALIKE_MAX = 999;

/** A text for each of a language's kinds of number; "other" stands in for the rarest ones. */
type Forms<Kind extends Intl.LDMLPluralRule, Text> =
  & { readonly [kind in Kind | "other"]: Text }
  & { readonly [kind in Intl.LDMLPluralRule]?: Text };

interface Grammar<Kind extends Intl.LDMLPluralRule> {
  /** The text for so many. */
  plural<Text>(count: number, forms: Forms<Kind, Text>): Text;
  /** A number in the language's digits, with at most two decimals. */
  number(value: number): string;
  /** "Ana, Bob and Eve". */
  list(items: readonly string[]): string;
}

/**
 * `Kind` names the kinds of number that the language tells apart, so that no text can lack one. The browser's tables
 * are slow to open for the first time, so each is opened when something is said with it.
 */
export function grammar<Kind extends Intl.LDMLPluralRule>(locale: string): Grammar<Kind> {
  const rules = once(() => new Intl.PluralRules(locale));
  const numbers = once(() =>
    new Intl.NumberFormat(locale, { maximumFractionDigits: 2, numberingSystem: "latn" })
  );
  const lists = once(() => new Intl.ListFormat(locale));
  return {
    plural: (count, forms) => forms[rules().select(count)] ?? forms.other,
    number: (value) => isWrittenAlike(value) ? String(value) : numbers().format(value),
    list: (items) => lists().format(items),
  };
}

function isWrittenAlike(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= WRITTEN_ALIKE_MAX;
}

function once<Made>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => made ??= make();
}

/** A sentence with parts in it that are more than text: a link, a name in bold. */
type Mixed<Part> = readonly (string | Part)[];

/** Such a sentence as it is written: mixed`Everybody agrees on ${card}.` */
export function mixed<Part>(texts: TemplateStringsArray, ...parts: readonly Part[]): Mixed<Part> {
  return texts.flatMap((text, n) => [...text === "" ? [] : [text], ...parts.slice(n, n + 1)]);
}
