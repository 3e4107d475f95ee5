/** How wide text is on a terminal. */
import stringWidth from "string-width";

/**
 * What `stringWidth` takes for a part of the character behind it, and throws on where it stands alone. A
 * terminal shows each as a letter: format characters that are seen (U+0600, the Arabic number sign), and the
 * letters that Unicode calls prepended.
 */
const STANDS_ALONE =
  /(?![\u200C\u200D])\p{Cf}|[\u0D4E\u{111C2}\u{111C3}\u{113D1}\u{1193F}\u{11941}\u{11A3A}\u{11A84}-\u{11A89}\u{11D46}\u{11F02}]/gu;

/** How many columns a terminal needs for `text`. */
export function columns(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  return stringWidth(text.replace(STANDS_ALONE, "x"));
}
