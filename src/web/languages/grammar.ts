/** How one language counts, lists and writes numbers, by the browser's own tables. Pure. */

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

/** `Kind` names the kinds of number that the language tells apart, so that no text can lack one. */
export function grammar<Kind extends Intl.LDMLPluralRule>(locale: string): Grammar<Kind> {
  const rules = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const lists = new Intl.ListFormat(locale);
  return {
    plural: (count, forms) => forms[rules.select(count)] ?? forms.other,
    number: (value) => numbers.format(value),
    list: (items) => lists.format(items),
  };
}

/** A sentence with parts in it that are more than text: a link, a name in bold. */
type Mixed<Part> = readonly (string | Part)[];

/** Such a sentence as it is written: mixed`Everybody agrees on ${card}.` */
export function mixed<Part>(texts: TemplateStringsArray, ...parts: readonly Part[]): Mixed<Part> {
  return texts.flatMap((text, n) => [...text === "" ? [] : [text], ...parts.slice(n, n + 1)]);
}
