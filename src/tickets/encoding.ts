/** From a file's bytes to text: UTF-8, UTF-16, and Windows-1252 where it is plainly that. Pure. */
import type { Result } from "../base/result.ts";
import type { Remark } from "./remarks.ts";
import { isPlainlyWindows1252 } from "./windows_1252.ts";

interface Decoded {
  readonly text: string;
  /** What was guessed. */
  readonly note: Remark | null;
}

/** How much is looked at to find UTF-16 without a mark, in bytes. */
const SAMPLE_BYTES = 4_096;

const ESC = "\u001b";

/** Controls but for white space, escapes, and those that Windows has letters for. */
const CONTROLS = new RegExp(`(?![\\t-\\r${ESC}\u007f-\u009f])\\p{Cc}`, "gu");

/** How Japanese letters begin in mail: ISO-2022-JP is ASCII but for them. */
const JAPANESE_MAIL = new RegExp(`${ESC}\\$(?:[@AB]|\\([@-D])`);

/** In a text with more controls in it than one of so many characters it is none. */
const TEXT_PER_CONTROL = 10;

/** UTF-16 that is UTF-8, too, has at least one zero in so many bytes. */
const BYTES_PER_ZERO = 8;

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

/** One control slips into a title now and then, and DOS ended files with one; a zero is in no text. */
function isBinary(text: string): boolean {
  if (text.includes("\0")) return true;
  return TEXT_PER_CONTROL * (text.match(CONTROLS)?.length ?? 0) > text.length;
}

/** UTF-16 without a mark: half of the bytes of a table's commas, digits and line ends are zero. */
function unmarkedUtf16(bytes: Uint8Array<ArrayBuffer>): "utf-16le" | "utf-16be" | null {
  if (bytes.length < 4 || bytes.length % 2 !== 0) return null;
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const zerosAt = (side: number) =>
    sample.filter((byte, at) => byte === 0 && at % 2 === side).length;
  const [even, odd] = [zerosAt(0), zerosAt(1)];
  if (even + odd === 0) return null;
  // a few zeros in what is a text otherwise don't make other letters of it
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
