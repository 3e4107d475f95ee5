/** Decodes a file: UTF-8, UTF-16, and Windows-1252 if it is plainly that. Pure. */
import type { Result } from "../base/result.ts";
import type { Remark } from "./remarks.ts";
import { isPlainlyWindows1252 } from "./windows_1252.ts";

interface Decoded {
  readonly text: string;
  /** Says that the encoding was guessed; null: it was not. */
  readonly note: Remark | null;
}

/** How much is examined to find UTF-16 without a byte order mark, in bytes. */
const SAMPLE_BYTES = 4_096;

const ESC = "\u001b";

/** Control characters, except white space, escapes, and those that are letters in Windows-1252. */
const CONTROLS = new RegExp(`(?![\\t-\\r${ESC}\u007f-\u009f])\\p{Cc}`, "gu");

/** The escape sequences of ISO-2022-JP, which is ASCII otherwise. */
const JAPANESE_MAIL = new RegExp(`${ESC}\\$(?:[@AB]|\\([@-D])`);

/** With more than one control character in this number of characters, it is no text. */
const TEXT_PER_CONTROL = 10;

/** Valid UTF-8 counts as UTF-16 only with at least one zero in this number of bytes. */
const BYTES_PER_ZERO = 8;

/** Decodes a file; the error says why it is no text that can be read. */
export function decodeText(bytes: Uint8Array<ArrayBuffer>): Result<Decoded, Remark> {
  const [first, second, third, fourth] = bytes;
  const wide = first === 0xff && second === 0xfe && third === 0 && fourth === 0;
  if (wide || (first === 0 && second === 0 && third === 0xfe && fourth === 0xff)) {
    return { ok: false, error: { code: "utf32" } };
  }
  const marked = first === 0xff && second === 0xfe
    ? "utf-16le"
    : first === 0xfe && second === 0xff
    ? "utf-16be"
    : null;
  const utf16 = marked ?? unmarkedUtf16(bytes);
  const text = decode(bytes, utf16 ?? "utf-8");
  if (text !== null) {
    if (JAPANESE_MAIL.test(text)) return { ok: false, error: { code: "unknownEncoding" } };
    return isBinary(text)
      ? { ok: false, error: { code: "noText" } }
      : { ok: true, value: { text, note: null } };
  }
  if (utf16 !== null) return { ok: false, error: { code: "damagedUtf16" } };
  if (!isPlainlyWindows1252(bytes)) {
    return {
      ok: false,
      error: { code: isBinary(latin(bytes)) ? "noText" : "unknownEncoding" },
    };
  }
  return {
    ok: true,
    value: { text: latin(bytes), note: { code: "windows1252" } },
  };
}

/** Whether it is no text: texts may have a few control characters, but never a zero. */
function isBinary(text: string): boolean {
  if (text.includes("\0")) return true;
  return TEXT_PER_CONTROL * (text.match(CONTROLS)?.length ?? 0) > text.length;
}

/** Detects UTF-16 without a byte order mark: every other byte of ASCII is zero then. */
function unmarkedUtf16(bytes: Uint8Array<ArrayBuffer>): "utf-16le" | "utf-16be" | null {
  if (bytes.length < 4 || bytes.length % 2 !== 0) return null;
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const zerosAt = (side: number) =>
    sample.filter((byte, at) => byte === 0 && at % 2 === side).length;
  const [even, odd] = [zerosAt(0), zerosAt(1)];
  if (even + odd === 0) return null;
  // it may be UTF-8 with a few zeros
  if (BYTES_PER_ZERO * (even + odd) < sample.length && decode(bytes, "utf-8") !== null) return null;
  return odd > even ? "utf-16le" : "utf-16be";
}

function decode(bytes: Uint8Array<ArrayBuffer>, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function latin(bytes: Uint8Array<ArrayBuffer>): string {
  return new TextDecoder("windows-1252").decode(bytes);
}
