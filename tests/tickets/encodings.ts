/** Texts as bytes, in the encodings that files of tickets come in. */

export const ENCODINGS = [
  "UTF-8",
  "UTF-8 with a mark",
  "UTF-16 LE",
  "UTF-16 LE with a mark",
  "UTF-16 BE",
  "UTF-16 BE with a mark",
] as const;

type Encoding = typeof ENCODINGS[number];

export function encode(text: string, encoding: Encoding): Uint8Array<ArrayBuffer> {
  const marked = encoding.endsWith("mark") ? `\ufeff${text}` : text;
  if (encoding.startsWith("UTF-8")) return new TextEncoder().encode(marked);
  const bytes = new Uint8Array(2 * marked.length);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < marked.length; at++) {
    view.setUint16(2 * at, marked.charCodeAt(at), encoding.includes("LE"));
  }
  return bytes;
}

/** Each of these letters by its byte in a table of 128, of 0x80 and up; others are themselves. */
export function encodeSingle(text: string, table: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(
    [...text].map((letter) => {
      const at = table.indexOf(letter);
      return at >= 0 ? 0x80 + at : letter.charCodeAt(0);
    }),
  );
}

/** The upper half of an encoding of one byte a letter. */
export function upperHalf(encoding: string): string {
  return new TextDecoder(encoding).decode(
    Uint8Array.from({ length: 128 }, (_, at) => 0x80 + at),
  );
}
