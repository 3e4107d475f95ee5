/**
 * The width of text on a terminal: a character takes two columns if it is wide or an emoji, none if it is invisible,
 * otherwise one. It follows the package string-width, and uses the same table of wide characters. But every server
 * loads this module, so the segmenter and the patterns with Unicode properties, which take 15 ms, are made at their
 * first use.
 */
import { eastAsianWidth } from "get-east-asian-width";

/** Text of characters that always take one column each. */
const NARROW_ONLY = /^[ -~\u00A0-\u00AC\u00AE-\u02FF\u2010-\u2027\u2500-\u259F]*$/;

interface Patterns {
  /** Invisible characters. */
  readonly unseenOnly: RegExp;
  /** What may precede the part of a character that decides its width. */
  readonly beforeTheBase: RegExp;
  readonly emoji: RegExp;
  /** Half- and full-width forms, which count separately. */
  readonly halfOrFullWidth: RegExp;
  /**
   * Characters that a segmenter joins with the following one, but a terminal shows separately: visible format
   * characters (U+0600, the Arabic number sign), and those that Unicode calls prepended.
   */
  readonly standsAlone: RegExp;
}

/** How many columns a terminal needs for `text`, which must not contain escape sequences. */
export function columns(text: string): number {
  if (NARROW_ONLY.test(text)) return text.length;
  const characters = graphemes(text.replace(patterns().standsAlone, "x"));
  return characters.reduce((sum, character) => sum + columnsOf(character), 0);
}

/** The characters of a text, as people perceive them (grapheme clusters). */
export function graphemes(text: string): string[] {
  return Array.from(segmenter().segment(text), ({ segment }) => segment);
}

function columnsOf(character: string): number {
  const { unseenOnly, beforeTheBase, emoji, halfOrFullWidth } = patterns();
  if (unseenOnly.test(character)) return 0;
  if (emoji.test(character)) return 2;
  const forms = character.slice(1).match(halfOrFullWidth) ?? [];
  return [character.replace(beforeTheBase, ""), ...forms]
    .reduce((sum, base) => sum + eastAsianWidth(base.codePointAt(0) ?? 0), 0);
}

let madeSegmenter: Intl.Segmenter | undefined;
let madePatterns: Patterns | undefined;

function segmenter(): Intl.Segmenter {
  return madeSegmenter ??= new Intl.Segmenter();
}

function patterns(): Patterns {
  return madePatterns ??= {
    unseenOnly: /^(?:\p{Default_Ignorable_Code_Point}|\p{Control}|\p{Mark}|\p{Surrogate})+$/v,
    beforeTheBase:
      /^[\p{Default_Ignorable_Code_Point}\p{Control}\p{Format}\p{Mark}\p{Surrogate}]+/v,
    emoji: /^\p{RGI_Emoji}$/v,
    halfOrFullWidth: /[\uFF00-\uFFEF]/g,
    standsAlone:
      /(?![\u200C\u200D])\p{Cf}|[\u0D4E\u{111C2}\u{111C3}\u{113D1}\u{1193F}\u{11941}\u{11A3A}\u{11A84}-\u{11A89}\u{11D46}\u{11F02}]/gu,
  };
}
