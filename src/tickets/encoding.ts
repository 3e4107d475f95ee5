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

/** What no text has in it: controls but for white space, escapes, and those that Windows has letters for. */
const CONTROLS = new RegExp(`(?![\\t-\\r${ESC}\u007f-\u009f])\\p{Cc}`, "u");

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
    return CONTROLS.test(text)
      ? { ok: false, error: { code: "noText" } }
      : { ok: true, value: { text, note: null } };
  }
  if (utf16 !== null) return { ok: false, error: { code: "damagedUtf16" } };
  if (!isPlainlyWindows1252(bytes)) {
    return {
      ok: false,
      error: { code: CONTROLS.test(latin(bytes)) ? "noText" : "unknownEncoding" },
    };
  }
  return {
    ok: true,
    value: { text: latin(bytes), note: { code: "windows1252" } },
  };
}

/** UTF-16 without a mark: half of the bytes of a table's commas, digits and line ends are zero. */
function unmarkedUtf16(bytes: Uint8Array): "utf-16le" | "utf-16be" | null {
  if (bytes.length < 4 || bytes.length % 2 !== 0) return null;
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const zerosAt = (side: number) =>
    sample.filter((byte, at) => byte === 0 && at % 2 === side).length;
  const [even, odd] = [zerosAt(0), zerosAt(1)];
  if (even + odd === 0) return null;
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
