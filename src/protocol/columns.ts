/**
 * How wide text is on a terminal: what it shows as one character takes two columns if it is wide or an emoji, none
 * if nothing of it is seen, otherwise one. It is string-width's way, with its table of wide characters; but every
 * server loads it, so it makes the segmenter, which is costly, at its first use.
 */
import { eastAsianWidth } from "get-east-asian-width";

/** Text of characters that take one column each, whatever stands beside them. */
const NARROW_ONLY = /^[ -~\u00A0-\u00AC\u00AE-\u02FF\u2010-\u2027\u2500-\u259F]*$/;

/** Characters of which nothing is seen. */
const UNSEEN_ONLY = /^(?:\p{Default_Ignorable_Code_Point}|\p{Control}|\p{Mark}|\p{Surrogate})+$/v;

/** What may stand before the part of a character that gives it its width. */
const BEFORE_THE_BASE =
  /^[\p{Default_Ignorable_Code_Point}\p{Control}\p{Format}\p{Mark}\p{Surrogate}]+/v;

const EMOJI = /^\p{RGI_Emoji}$/v;

/** Forms that count by themselves, wherever they stand. */
const HALF_OR_FULL_WIDTH = /[\uFF00-\uFFEF]/g;

/**
 * What a segmenter takes for a part of the character behind it. A terminal shows each as a letter: format
 * characters that are seen (U+0600, the Arabic number sign), and the letters that Unicode calls prepended.
 */
const STANDS_ALONE =
  /(?![\u200C\u200D])\p{Cf}|[\u0D4E\u{111C2}\u{111C3}\u{113D1}\u{1193F}\u{11941}\u{11A3A}\u{11A84}-\u{11A89}\u{11D46}\u{11F02}]/gu;

/** How many columns a terminal needs for `text`, in which there is no escape sequence. */
export function columns(text: string): number {
  if (NARROW_ONLY.test(text)) return text.length;
  const characters = graphemes(text.replace(STANDS_ALONE, "x"));
  return characters.reduce((sum, character) => sum + columnsOf(character), 0);
}

/** What people take for one character. */
export function graphemes(text: string): string[] {
  return Array.from(segmenter().segment(text), ({ segment }) => segment);
}

function columnsOf(character: string): number {
  if (UNSEEN_ONLY.test(character)) return 0;
  if (EMOJI.test(character)) return 2;
  const forms = character.slice(1).match(HALF_OR_FULL_WIDTH) ?? [];
  return [character.replace(BEFORE_THE_BASE, ""), ...forms]
    .reduce((sum, base) => sum + eastAsianWidth(base.codePointAt(0) ?? 0), 0);
}

let made: Intl.Segmenter | undefined;

function segmenter(): Intl.Segmenter {
  return made ??= new Intl.Segmenter();
}
