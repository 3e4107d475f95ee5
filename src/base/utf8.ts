import { utf8Length } from "../room/utf8_length.ts";

/**
 * Whether a text has at most `bytesMax` bytes in UTF-8. It is encoded only if its length does not settle that: a UTF-16
 * unit takes one to three bytes.
 */
export function fitsUtf8(text: string, bytesMax: number): boolean {
  if (text.length > bytesMax) return false;
  return text.length * 3 <= bytesMax || utf8Length(text) <= bytesMax;
}
