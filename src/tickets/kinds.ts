/** Recognises formats that can't be read, by how a file begins, so that the refusal can name the format. Pure. */
import { COMMENT } from "./markup.ts";
import type { Remark } from "./remarks.ts";

/** Magic numbers of binary formats. */
const SIGNATURES: readonly (readonly [bytes: readonly number[], kind: Remark])[] = [
  [[0x25, 0x50, 0x44, 0x46], { code: "noList", format: "PDF" }],
  [[0xd0, 0xcf, 0x11, 0xe0], { code: "spreadsheet", program: "Excel, xls" }],
  [[0x1f, 0x8b], { code: "packed", format: "gzip" }],
  [[0x37, 0x7a, 0xbc, 0xaf], { code: "packed", format: "7z" }],
  [[0x52, 0x61, 0x72, 0x21], { code: "packed", format: "rar" }],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], { code: "packed", format: "xz" }],
  [[0x28, 0xb5, 0x2f, 0xfd], { code: "packed", format: "zstd" }],
  [[0x42, 0x5a, 0x68, 0x39, 0x31], { code: "packed", format: "bzip2" }],
  [[0x89, 0x50, 0x4e, 0x47], { code: "noList", format: "PNG" }],
  [[0x47, 0x49, 0x46, 0x38], { code: "noList", format: "GIF" }],
  [[0xff, 0xd8, 0xff], { code: "noList", format: "JPEG" }],
  [[0x7b, 0x5c, 0x72, 0x74, 0x66], { code: "richText", program: "RTF" }],
  [[0x53, 0x51, 0x4c, 0x69, 0x74, 0x65], { code: "noList", format: "SQLite" }],
];

/** Names of files in a zip file, which say what it is. */
const IN_ZIP: readonly (readonly [sign: string, kind: Remark])[] = [
  ["xl/", { code: "spreadsheet", program: "Excel, xlsx" }],
  ["opendocument.spreadsheet", { code: "spreadsheet", program: "OpenDocument, ods" }],
  ["Index/Document.iwa", { code: "spreadsheet", program: "Numbers" }],
  ["word/", { code: "richText", program: "Word, docx" }],
];

/** Refuses a binary file; null: it may be text. */
export function refusedBytes(bytes: Uint8Array): Remark | null {
  const begins = (signature: readonly number[]) =>
    signature.every((byte, at) => bytes[at] === byte);
  for (const [signature, kind] of SIGNATURES) {
    if (begins(signature)) return kind;
  }
  if (!begins([0x50, 0x4b, 0x03, 0x04]) && !begins([0x50, 0x4b, 0x05, 0x06])) return null;
  const names = new TextDecoder("windows-1252").decode(bytes);
  const [, kind] = IN_ZIP.find(([sign]) => names.includes(sign)) ?? ["", { code: "zip" } as const];
  return kind;
}

/** What may precede JSON: a Markdown fence, and comments. */
const ABOVE_DATA = /^(?:```\w*\n\s*|\/\/[^\n]*\n\s*|\/\*.*?\*\/\s*)+(?=[{[])/s;

/** How texts in other formats begin. */
const FIRST_WORDS: readonly (readonly [RegExp, string])[] = [
  [/^ID;P(?:[A-Z]|;|\r?\n)/, "SYLK"],
  [/^(?:INSERT INTO|CREATE TABLE) \S+ ?\(/i, "SQL"],
  [/^BEGIN:VCALENDAR\b/i, "iCalendar"],
  [/^\*{9,} 1\. row \*{9,}\n/, "MySQL"],
  [/^-\[ RECORD 1 \][-+]*\n/, "PostgreSQL"],
  [/^\{\|[^|\n]*\n/, "MediaWiki"],
  [/^\|={3,}\n/, "AsciiDoc"],
  [/^\\(?:begin|documentclass|section)\b/, "LaTeX"],
  [/^\[\[[\w.-]+\]\]\n[\w-]+ *= */, "TOML"],
  [/^\[[^\]\n]+\]\n[\w-]+ *= *\S/, "INI"],
  [/^(?:MIME-Version|Received|Return-Path|Message-ID): /i, "MIME"],
];

const COMMENTS_ABOVE = new RegExp(String.raw`^(?:${COMMENT}\s*)+`);

/** Refuses a text in another format; null: it may be a list or a table. */
export function refusedText(text: string): Remark | null {
  // Markdown may begin with a comment, too
  const start = text.replace(/^\uFEFF/, "").trimStart().replace(COMMENTS_ABOVE, "");
  if (isJson(start.replace(ABOVE_DATA, ""))) return { code: "noList", format: "JSON" };
  const words = FIRST_WORDS.find(([first]) => first.test(start));
  if (words !== undefined) return { code: "noList", format: words[1] };
  if (isYaml(start)) return { code: "noList", format: "YAML" };
  if (/^<(?:!doctype\s+html|html|head|body|table|meta|div|p|ul|ol)\b/i.test(start)) {
    return { code: "noList", format: "HTML" };
  }
  // Markdown may hold its list in an element
  if (/^<(?:details|summary|br|hr|center|img|a)\b/i.test(start)) return null;
  const root = /^<([a-z][\w.-]*(?::[a-z][\w.-]*)?)(?=[\s/>])[^<>]*>/i.exec(start);
  const isClosed = root !== null && (start.includes(`</${root[1]}`) || root[0].endsWith("/>"));
  if (/^<(?:\?|!(?!--))/.test(start) || isClosed) return { code: "noList", format: "XML" };
  if (start.startsWith("{\\rtf")) return { code: "richText", program: "RTF" };
  if (start.startsWith("%PDF-")) return { code: "noList", format: "PDF" };
  return null;
}

/** Whether it is JSON, perhaps truncated. `[ABC-12](https://…)` and `[x] Title` are lines of a list. */
function isJson(start: string): boolean {
  if (/^\{\s*(?:"|\}|$|\w+\s*:\s)/.test(start) || /^\[\s*(?:[{"]|\[\s*["{[\]\d]|$)/.test(start)) {
    return true;
  }
  if (!/^\[\s*[\d\]tfn-]/.test(start)) return false;
  try {
    JSON.parse(start);
    return true;
  } catch {
    return false;
  }
}

/** How much of a text is examined, in UTF-16 units. */
const YAML_SAMPLE_LENGTH = 4_096;

/** Whether most lines begin with a key, among them at least two that tickets have. */
function isYaml(start: string): boolean {
  const lines = start.slice(0, YAML_SAMPLE_LENGTH).split("\n")
    .filter((line) => !/^\s*(?:---|#.*)?\s*$/.test(line));
  const keys = lines.flatMap((line) =>
    /^\s*(?:- +)?([a-z]\w*) *:(?:\s.*)?$/i.exec(line)?.slice(1) ?? []
  ).map((key) => key.toLowerCase());
  const ofTicket = ["key", "id", "number", "title", "summary", "name"].filter((key) =>
    keys.includes(key)
  );
  return ofTicket.length > 1 && keys.length > lines.length / 2;
}
