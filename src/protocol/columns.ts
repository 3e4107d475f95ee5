/**
 * How wide text is on a terminal: what it shows as one character takes two columns if it is wide or an emoji, none
 * if nothing of it is seen, otherwise one. Every server loads it, so it makes what is costly at its first use: a
 * segmenter takes 16 ms, and the package that does the same 38 ms.
 */

/** What Unicode 17 calls wide or full-width, by code points in hexadecimal. */
const WIDE_RANGES = `
  1100-115F 231A-231B 2329-232A 23E9-23EC 23F0 23F3 25FD-25FE 2614-2615 2630-2637 2648-2653
  267F 268A-268F 2693 26A1 26AA-26AB 26BD-26BE 26C4-26C5 26CE 26D4 26EA 26F2-26F3 26F5 26FA
  26FD 2705 270A-270B 2728 274C 274E 2753-2755 2757 2795-2797 27B0 27BF 2B1B-2B1C 2B50 2B55
  2E80-2E99 2E9B-2EF3 2F00-2FD5 2FF0-303E 3041-3096 3099-30FF 3105-312F 3131-318E 3190-31E5
  31EF-321E 3220-3247 3250-A48C A490-A4C6 A960-A97C AC00-D7A3 F900-FAFF FE10-FE19 FE30-FE52
  FE54-FE66 FE68-FE6B FF01-FF60 FFE0-FFE6 16FE0-16FE4 16FF0-16FF6 17000-18CDA 18CFF-18D20
  18D80-18DF2 18E00-19191 191A0-191D2 1AFF0-1AFF3 1AFF5-1AFFB 1AFFD-1AFFE 1B000-1B128 1B132
  1B150-1B152 1B155 1B164-1B168 1B170-1B2FB 1D300-1D356 1D360-1D376 1F004 1F0CF 1F18E
  1F191-1F19A 1F1AE 1F200-1F202 1F210-1F23B 1F240-1F248 1F250-1F251 1F260-1F265 1F300-1F320
  1F32D-1F335 1F337-1F37C 1F37E-1F393 1F3A0-1F3CA 1F3CF-1F3D3 1F3E0-1F3F0 1F3F4 1F3F8-1F43E
  1F440 1F442-1F4FC 1F4FF-1F53D 1F54B-1F54E 1F550-1F567 1F57A 1F595-1F596 1F5A4 1F5FB-1F64F
  1F680-1F6C5 1F6CC 1F6D0-1F6D2 1F6D5-1F6D9 1F6DC-1F6DF 1F6EB-1F6EC 1F6F4-1F6FC 1F7DA
  1F7E0-1F7EB 1F7F0 1F90C-1F93A 1F93C-1F945 1F947-1F9FF 1FA70-1FA7C 1FA80-1FAC6 1FAC8
  1FACC-1FADD 1FADF-1FAEB 1FAEF-1FAFA 20000-2FFFD 30000-3FFFD
`;

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
    .reduce((sum, base) => sum + (wide().test(base) ? 2 : 1), 0);
}

const segmenter = atFirstUse(() => new Intl.Segmenter());

const wide = atFirstUse(() => {
  const ranges = WIDE_RANGES.trim().replace(/[0-9A-F]+/g, "\\u{$&}").replace(/\s+/g, "");
  return new RegExp(`^[${ranges}]`, "u");
});

function atFirstUse<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => made ??= make();
}
