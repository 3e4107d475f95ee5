/**
 * Lines as bytes for a terminal: the only module that makes escape sequences for text. Whatever a span
 * holds, none but these come out: controls in it are replaced, should any have got that far.
 */
import type { Line, Style } from "./span.ts";

const RESET = "\u001b[0m";
/** OSC 8: a link begins, or ends where no address follows. */
const LINK = "\u001b]8;;";
const STRING_END = "\u001b\\";

/** SGR parameters by style, with colours and without (`NO_COLOR` asks for no colour, bold is none). */
const COLOURED: Readonly<Record<Style, string>> = {
  plain: "",
  dim: "2",
  strong: "1",
  accent: "36",
  good: "32",
  warn: "33",
  bad: "1;31",
  marked: "7",
};
const MONOCHROME: Readonly<Record<Style, string>> = {
  ...COLOURED,
  accent: "",
  good: "",
  warn: "",
  bad: "1",
};

const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}]/gu;

export interface InkOptions {
  readonly colour: boolean;
  /** Only ASCII goes out; what is none is shown as a question mark. */
  readonly ascii: boolean;
  /** The terminal opens links (OSC 8). */
  readonly links: boolean;
}

/** One line of a screen, blanks at its end left out. */
export function ink(spans: Line, { colour, ascii, links }: InkOptions): string {
  const table = colour ? COLOURED : MONOCHROME;
  let out = "";
  for (const { text, style, link } of spans) {
    if (text === "") continue;
    const printed = printedAs(text, ascii);
    const code = table[style];
    const styled = code === "" ? printed : `\u001b[${code}m${printed}${RESET}`;
    out += links && link !== undefined ? hyperlink(styled, link) : styled;
  }
  return out.replace(/ +$/, "");
}

/** Nothing but what an address is made of gets into the sequence: it can't be ended from inside. */
function hyperlink(text: string, link: string): string {
  return `${LINK}${link.replace(/[^!-~]/g, "")}${STRING_END}${text}${LINK}${STRING_END}`;
}

/** The same without any escape sequence, for what is no terminal. */
export function plainText(spans: Line, ascii: boolean): string {
  return spans.map(({ text }) => printedAs(text, ascii)).join("").replace(/ +$/, "");
}

function printedAs(text: string, ascii: boolean): string {
  const clean = text.replace(CONTROLS, "\ufffd");
  // only our own pictures have stand-ins (glyphs.ts): what people typed stays theirs
  return ascii ? clean.replaceAll("\ufffd", "?") : clean;
}
