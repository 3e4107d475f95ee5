/** Files that are no lists of tickets, known by how they begin; each is refused by its name. Pure. */

/** What to do instead, behind the name. */
const AS_CSV = "export the tickets as CSV and choose that";
const SAVE_AS_CSV = "save it as CSV there and choose that";

/** First bytes, and what they are a sign of. */
const SIGNATURES: readonly (readonly [bytes: readonly number[], name: string, advice: string])[] = [
  [[0x25, 0x50, 0x44, 0x46], "a PDF file", AS_CSV],
  [[0xd0, 0xcf, 0x11, 0xe0], "an old Excel workbook (xls)", SAVE_AS_CSV],
  [[0x1f, 0x8b], "a compressed file (gzip)", "unpack it and choose what is in it"],
  [[0x37, 0x7a, 0xbc, 0xaf], "a compressed file (7z)", "unpack it and choose what is in it"],
  [[0x52, 0x61, 0x72, 0x21], "a compressed file (rar)", "unpack it and choose what is in it"],
  [[0x89, 0x50, 0x4e, 0x47], "a picture (PNG)", AS_CSV],
  [[0x47, 0x49, 0x46, 0x38], "a picture (GIF)", AS_CSV],
  [[0xff, 0xd8, 0xff], "a picture (JPEG)", AS_CSV],
  [[0x7b, 0x5c, 0x72, 0x74, 0x66], "a rich text file (RTF)", "save it as plain text"],
  [[0x53, 0x51, 0x4c, 0x69, 0x74, 0x65], "a database (SQLite)", AS_CSV],
];

/** What a zip file has in it by name, near its beginning or its end. */
const IN_ZIP: readonly (readonly [sign: string, name: string, advice: string])[] = [
  ["xl/", "an Excel workbook (xlsx)", SAVE_AS_CSV],
  ["opendocument.spreadsheet", "an OpenDocument spreadsheet (ods)", SAVE_AS_CSV],
  ["Index/Document.iwa", "a Numbers spreadsheet", SAVE_AS_CSV],
  ["word/", "a Word file (docx)", "save it as plain text"],
];

/** Clauses: "it is a PDF file: export the tickets as CSV and choose that"; null: it may be text. */
export function refusedBytes(bytes: Uint8Array): string | null {
  const begins = (signature: readonly number[]) =>
    signature.every((byte, at) => bytes[at] === byte);
  for (const [signature, name, advice] of SIGNATURES) {
    if (begins(signature)) return `it is ${name}: ${advice}`;
  }
  if (!begins([0x50, 0x4b, 0x03, 0x04]) && !begins([0x50, 0x4b, 0x05, 0x06])) return null;
  const names = new TextDecoder("windows-1252").decode(bytes);
  const [, name, advice] = IN_ZIP.find(([sign]) => names.includes(sign)) ??
    ["", "a zip file, perhaps an Excel workbook (xlsx)", "save it as CSV, or unpack it"];
  return `it is ${name}: ${advice}`;
}

/** The same of a text. */
export function refusedText(text: string): string | null {
  const start = text.replace(/^\uFEFF/, "").trimStart();
  if (isJson(start)) return `it is JSON: ${AS_CSV}`;
  if (/^<(?:!doctype\s+html|html|head|body|table|meta|div|p|ul|ol)\b/i.test(start)) {
    return `it is a web page (HTML): ${AS_CSV}`;
  }
  const root = /^<([a-z][\w.-]*(?::[a-z][\w.-]*)?)(?=[\s/>])[^<>]*>/i.exec(start);
  const isClosed = root !== null && (start.includes(`</${root[1]}`) || root[0].endsWith("/>"));
  if (/^<[?!]/.test(start) || isClosed) return `it is XML: ${AS_CSV}`;
  if (start.startsWith("{\\rtf")) return "it is a rich text file (RTF): save it as plain text";
  if (start.startsWith("%PDF-")) return `it is a PDF file: ${AS_CSV}`;
  return null;
}

/** Whole or cut off; but `[ABC-12](https://…)` and `[x] Title` are lines. */
function isJson(start: string): boolean {
  if (/^\{\s*(?:"|\}|$)/.test(start) || /^\[\s*(?:[{"]|\[\s*["{[\]\d]|$)/.test(start)) return true;
  if (!/^\[\s*[\d\]tfn-]/.test(start)) return false;
  try {
    JSON.parse(start);
    return true;
  } catch {
    return false;
  }
}
