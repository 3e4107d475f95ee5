/**
 * Turns lines into text for a terminal. Only this module makes escape sequences for text, and no others get through:
 * control characters in a span are replaced.
 */
import type { Line, Style } from "./span.ts";

const RESET = "\u001b[0m";
/** OSC 8: begins a link, or, without an address, ends it. */
const LINK = "\u001b]8;;";
const STRING_END = "\u001b\\";

/** SGR parameters by style, with colours and without (`NO_COLOR` allows bold). */
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
  /** Whether to draw with ASCII characters. Names and texts stay as they are. */
  readonly ascii: boolean;
  /** Whether the terminal supports links (OSC 8). */
  readonly links: boolean;
}

/** One line of a screen, without trailing blanks. */
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

/** A link. Characters that don't belong in an address are escaped, so that it can't end the sequence. */
function hyperlink(text: string, link: string): string {
  return `${LINK}${link.replace(/[^!-~]/g, "")}${STRING_END}${text}${LINK}${STRING_END}`;
}

/** A line without escape sequences, for output that is no terminal. */
export function plainText(spans: Line, ascii: boolean): string {
  return spans.map(({ text }) => printedAs(text, ascii)).join("").replace(/ +$/, "");
}

function printedAs(text: string, ascii: boolean): string {
  const clean = text.replace(CONTROLS, "\ufffd");
  // only our own symbols have replacements (glyphs.ts), not what people typed
  return ascii ? clean.replaceAll("\ufffd", "?") : clean;
}
